"""Chat templates (Jinja) of the GLM generations: special tokens framed, user text freed of marks (see special.py).

ChatGLM2 and 3 encode each part of a turn by itself, which puts a word boundary before it: hence the blanks.
"""

from __future__ import annotations

from collections.abc import Iterable

_HEAD = r"""{%- set mark = '\ufdd0' -%}
{%- macro clean(text) -%}{{ text | replace(mark, '\ufffd') }}{%- endmacro -%}
{%- macro special(name) -%}{{ mark ~ name ~ mark }}{%- endmacro -%}
{%- macro words(content) -%}
{%- set parts = [{'type': 'text', 'text': content}] if content is string else [] if content is undefined or content is none else
 content if content is sequence else [content] -%}
{%- for part in parts -%}
{%- if part is not mapping or part['type'] != 'text' or part['text'] is not string -%}
{{ raise_exception('A message must be text, or a list of parts of type text: this model reads nothing else.') }}
{%- endif -%}
{{ clean(part['text']) }}
{%- endfor -%}
{%- endmacro -%}
"""
"""``words`` is for all that a message says: text, parts of text, or None. What it cannot write is refused, never left out."""

_JSON_CALL = r"""{%- macro call_text(given) -%}{{ clean(given if given is string else given | tojson) }}{%- endmacro -%}
"""
"""GLM-4: arguments as JSON; a text is that already."""

_PYTHON_CALL = r"""{%- macro unescaped(text) -%}
{%- set names = {'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'} -%}
{%- set pair = namespace(high=0) -%}
{%- for piece in text.split('\\') -%}
{%- set code = piece[1:5] | int(0, 16) if not loop.first and piece[:1] == 'u' else -1 -%}
{%- if loop.first -%}{{ piece }}
{%- elif code < 0 -%}{{ names[piece[:1]] or piece[:1] }}{{ piece[1:] }}
{%- elif 0xd800 <= code < 0xdc00 -%}{%- set pair.high = code -%}{{ piece[5:] }}
{%- elif pair.high and 0xdc00 <= code < 0xe000 -%}
{{ '%c' | format(code + (pair.high - 0xd7f7) * 0x400) }}{{ piece[5:] }}{%- set pair.high = 0 -%}
{%- else -%}{{ '%c' | format(code) }}{{ piece[5:] }}
{%- endif -%}
{%- endfor -%}
{%- if pair.high -%}{{ raise_exception('The arguments of a tool call hold half of a character') }}{%- endif -%}
{%- endmacro -%}
{%- macro from_json(text) -%}
{%- set at = namespace(depth=0) -%}
{%- for part in (clean(text) | replace('\\\\', mark ~ 1) | replace('\\"', mark ~ 2)).split('"') -%}
{%- if loop.index0 is odd -%}
{%- set value = unescaped(part | replace(mark ~ 2, '\\"')) | replace(mark ~ 1, '\\') -%}
{{ value if at.depth == 1 and loop.nextitem is defined and (loop.nextitem | trim)[:1] == ':' else '%r' | format(value) }}
{%- else -%}
{%- set plain = part.split() | join('') -%}
{%- if plain.strip('{}[],:0123456789.+-Eaeflnrstu') or '}{' in plain -%}
{{ raise_exception('The arguments of a tool call are no JSON') }}
{%- endif -%}
{%- set start = '=' if at.depth == 1 and plain[:1] == ':' else '' -%}
{{ start ~ plain[start | length:] | replace(',', ', ') | replace(':', ': ') | replace('true', 'True') | replace('false', 'False')
 | replace('null', 'None') }}
{%- set at.depth = at.depth + plain.count('{') + plain.count('[') - plain.count('}') - plain.count(']') -%}
{%- endif -%}
{%- if loop.last and at.depth -%}{{ raise_exception('The arguments of a tool call are no JSON') }}{%- endif -%}
{%- endfor -%}
{%- endmacro -%}
{%- macro keywords(given) -%}
{%- for name, value in given.items() -%}{{ ', ' if not loop.first }}{{ name ~ '=' ~ '%r' | format(value) }}{%- endfor -%}
{%- endmacro -%}
{%- macro call_text(given) -%}
{%- set inner = '{' ~ keywords(given) ~ '}' if given is mapping else from_json(given) | trim -%}
{%- if inner[:1] ~ inner[-1:] != '{}' -%}{{ raise_exception('The arguments of a tool call must be a JSON object') }}{%- endif -%}
{{ '```python\ntool_call(' ~ clean(inner[1:-1]) ~ ')\n```' }}
{%- endmacro -%}
"""
"""ChatGLM3: arguments as Python writes them. Jinja reads no JSON, so JSON text is rewritten: texts lie between every second quote."""

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
{%- set role = known[message['role']] -%}
{%- set more = '\n' ~ clean(message['tools'] | tojson(indent=4)) if message['tools'] else '' -%}
{%- set metadata, content = words(message['metadata']), words(message['content']) ~ more -%}
{%- set calls = message['tool_calls'] or ([message['function_call']] if message['function_call'] is mapping else []) -%}
{%- if calls and role != 'assistant' -%}{{ raise_exception('Only an assistant calls tools, not the role ' ~ message['role']) }}{%- endif -%}
{%- if content or metadata or not calls -%}{{ turn(role, metadata, content) }}{%- endif -%}
{%- for call in calls -%}
{%- set function = call['function'] or call -%}
{%- set given = function['arguments'] or {} -%}
{%- if function['name'] is not string or given is not string and given is not mapping -%}
{{ raise_exception('A tool call needs the name of a function and its arguments, as a mapping or as JSON text') }}
{%- endif -%}
{{ turn(role, clean(function['name']), call_text(given)) }}
{%- endfor -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ special('<|assistant|>') }}{%- endif -%}
"""


def roles(prefix: Iterable[str], space: str, *, cut: bool = False, python_calls: bool = False) -> str:
    """ChatGLM3 and GLM-4: role token, metadata, newline, content; at last the assistant's token.

    A tool call is an assistant's turn of its own with the function's name as metadata.

    Args:
        prefix: special tokens at the start.
        space: what stands before metadata and content: a blank for SentencePiece, nothing for byte-level BPE.
        cut: whether the content is cut off from the newline before it (byte-level BPE would join them).
        python_calls: whether a tool call is Python in a fence (ChatGLM3) or JSON (GLM-4).
    """
    start = "".join(f"{{{{ special('{name}') }}}}" for name in prefix)
    head = _HEAD + (_PYTHON_CALL if python_calls else _JSON_CALL)
    return head + _ROLES.replace("@PREFIX@", start).replace("@C@", space + r"\ufdd0\ufdd1" * cut).replace("@S@", space)


_ROUNDS = r"""@PREFIX@
{%- set chat = namespace(round=1, text='', system='') -%}
{%- for message in messages -%}
{%- if message['tool_calls'] or message['function_call'] -%}{{ raise_exception('This model calls no tools') }}{%- endif -%}
{%- if message['role'] == 'system' -%}
{%- set chat.system = chat.system ~ words(message['content']) ~ '\n\n' -%}
{%- elif message['role'] == 'user' -%}
{%- set chat.text = chat.text ~ '[Round ' ~ chat.round ~ ']\n\n问：' ~ words(message['content']) ~ '\n\n答：' -%}
{%- elif message['role'] == 'assistant' -%}
{%- set chat.text = chat.text ~ words(message['content']) ~ '\n\n' -%}
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
{%- if message['tool_calls'] or message['function_call'] -%}{{ raise_exception('This model calls no tools') }}{%- endif -%}
{%- if message['role'] == 'system' -%}{{ words(message['content']) ~ '\n' }}
{%- elif message['role'] == 'user' -%}
{{ ('[Round ' ~ chat.round ~ ']\n问：' ~ words(message['content']) ~ '\n答：') if many else words(message['content']) }}
{%- elif message['role'] == 'assistant' -%}
{{ words(message['content']) ~ '\n' }}{%- set chat.round = chat.round + 1 -%}
{%- else -%}{{ raise_exception('Unknown role: ' ~ message['role']) }}
{%- endif -%}
{%- endfor -%}
{{ special('[gMASK]') ~ special('<sop>') }}"""


def rounds_v1() -> str:
    """ChatGLM-6B: a first question stands alone, later ones follow numbered rounds; ``[gMASK] <sop>`` at the end."""
    return _HEAD + _ROUNDS_V1
