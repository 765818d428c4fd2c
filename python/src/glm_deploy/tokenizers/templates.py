"""Chat templates (Jinja) of the GLM generations: special tokens framed, user text freed of marks (see special.py).

ChatGLM2 and 3 encode each part of a turn by itself, which puts a word boundary before it: hence the blanks.
"""

from __future__ import annotations

from collections.abc import Iterable

_HEAD = r"""{%- set mark = '\ufdd0' -%}
{%- macro clean(text) -%}{{ (text if text is string else '') | replace(mark, '\ufffd') }}{%- endmacro -%}
{%- macro special(name) -%}{{ mark ~ name ~ mark }}{%- endmacro -%}
"""

_ROLES = r"""{%- macro turn(role, metadata, content) -%}
{{ special('<|' ~ role ~ '|>') ~ '@S@' ~ metadata ~ '\n' ~ ('@C@' ~ content if content else '') }}
{%- endmacro -%}
{%- set known = {'system': 'system', 'developer': 'system', 'user': 'user', 'assistant': 'assistant',
 'tool': 'observation', 'function': 'observation', 'observation': 'observation'} -%}
@PREFIX@
{%- if tools -%}
{{ turn('system', '', 'Answer the following questions as best as you can. You have access to the following tools:\n'
 ~ clean(tools | tojson(indent=4))) }}
{%- endif -%}
{%- for message in messages -%}
{%- if message['role'] not in known -%}{{ raise_exception('Unknown role: ' ~ message['role']) }}{%- endif -%}
{%- set more = '\n' ~ clean(message['tools'] | tojson(indent=4)) if message['tools'] else '' -%}
{{ turn(known[message['role']], clean(message['metadata']), clean(message['content']) ~ more) }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ special('<|assistant|>') }}{%- endif -%}
"""


def roles(prefix: Iterable[str], space: str, *, cut: bool = False) -> str:
    """ChatGLM3 and GLM-4: role token, metadata, newline, content; at last the assistant's token.

    Args:
        prefix: special tokens at the start.
        space: what stands before metadata and content: a blank for SentencePiece, nothing for byte-level BPE.
        cut: whether the content is cut off from the newline before it (byte-level BPE would join them).
    """
    start = "".join(f"{{{{ special('{name}') }}}}" for name in prefix)
    return _HEAD + _ROLES.replace("@PREFIX@", start).replace("@C@", space + r"\ufdd0\ufdd1" * cut).replace("@S@", space)


_ROUNDS = r"""@PREFIX@
{%- set chat = namespace(round=1, text='', system='') -%}
{%- for message in messages -%}
{%- if message['role'] == 'system' -%}
{%- set chat.system = chat.system ~ clean(message['content']) ~ '\n\n' -%}
{%- elif message['role'] == 'user' -%}
{%- set chat.text = chat.text ~ '[Round ' ~ chat.round ~ ']\n\n问：' ~ clean(message['content']) ~ '\n\n答：' -%}
{%- elif message['role'] == 'assistant' -%}
{%- set chat.text = chat.text ~ clean(message['content']) ~ '\n\n' -%}
{%- set chat.round = chat.round + 1 -%}
{%- else -%}{{ raise_exception('Unknown role: ' ~ message['role']) }}
{%- endif -%}
{%- endfor -%}
{{ '@S@' ~ chat.system ~ chat.text }}"""


def rounds(prefix: Iterable[str]) -> str:
    """ChatGLM2 and CodeGeeX2: ``[Round 1]`` with question and answer in plain text after the prefix."""
    start = "".join(f"{{{{ special('{name}') }}}}" for name in prefix)
    return _HEAD + _ROUNDS.replace("@PREFIX@", start).replace("@S@", " ")


_ROUNDS_V1 = r"""{%- set chat = namespace(round=0, turns=[], system='') -%}
{%- set many = messages | selectattr('role', 'equalto', 'assistant') | list | length > 0 -%}
{%- for message in messages -%}
{%- if message['role'] == 'system' -%}{{ clean(message['content']) ~ '\n' }}
{%- elif message['role'] == 'user' -%}
{{ ('[Round ' ~ chat.round ~ ']\n问：' ~ clean(message['content']) ~ '\n答：') if many else clean(message['content']) }}
{%- elif message['role'] == 'assistant' -%}
{{ clean(message['content']) ~ '\n' }}{%- set chat.round = chat.round + 1 -%}
{%- else -%}{{ raise_exception('Unknown role: ' ~ message['role']) }}
{%- endif -%}
{%- endfor -%}
{{ special('[gMASK]') ~ special('<sop>') }}"""


def rounds_v1() -> str:
    """ChatGLM-6B: a first question stands alone, later ones follow numbered rounds; ``[gMASK] <sop>`` at the end."""
    return _HEAD + _ROUNDS_V1
