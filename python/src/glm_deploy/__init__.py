"""Deploy-GLM's model half: fetch, convert, quantize, prove and report a GLM.

Importing the package is free: the modules that a bare interpreter needs (errors, events, stdio, contract, files,
download, wheelhouse, packages) use the standard library only, and torch is imported inside the verbs that need it.
"""

__version__ = "0.1.0"
