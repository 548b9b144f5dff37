"""Everything that graphbuild raises on purpose.

GraphbuildError
├── ArticleError       an input article can't be read
├── ExtractionError    an extraction file breaks its contract
├── KnowledgeError     a knowledge base or the dump it is made from can't be read
├── PipelineError      the spaCy pipeline is missing or lacks a component
├── DecisionError      a person's decisions can't be read, or contradict each other
│   └── AnchorError    a decision fits nothing in the articles; told, but never fatal
├── OutputError        a folder or file can't be written or isn't one of ours
├── ServerError        the server can't start
├── QueryError         a SPARQL query is unknown, malformed or not allowed
├── RemoteError        a SPARQL server can't be reached, refuses, or holds what wasn't sent
├── ShapesError        SHACL shapes can't be read, or aren't allowed
└── VerificationError  a stored span or hash disagrees with its text, or a graph with its shapes
"""


class GraphbuildError(Exception):
    """Base of all errors; its message says what, where, what was expected and what to do."""


class ArticleError(GraphbuildError):
    """Raised when an input article can't be read."""


class ExtractionError(GraphbuildError):
    """Raised when a line of an extraction file breaks its contract."""


class KnowledgeError(GraphbuildError):
    """Raised when a knowledge base, or the dump it is made from, can't be read."""


class PipelineError(GraphbuildError):
    """Raised when the spaCy pipeline is missing or lacks a component."""


class DecisionError(GraphbuildError):
    """Raised when a file of decisions can't be read or written, or contradicts itself."""


class AnchorError(DecisionError):
    """Raised when a decision's words fit nothing in the articles, or several things.

    Whatever obeys decisions makes a warning of it: the articles may have it again tomorrow.
    """


class OutputError(GraphbuildError):
    """Raised when an output can't be written, or a folder isn't a graphbuild output."""


class PeriodError(GraphbuildError):
    """Raised when what should be a period of time isn't one."""


class QueryError(GraphbuildError):
    """Raised when a SPARQL query is unknown, malformed or not allowed."""


class RemoteError(GraphbuildError):
    """Raised when a SPARQL server can't be reached, refuses, or holds what wasn't sent."""


class ShapesError(GraphbuildError):
    """Raised when SHACL shapes can't be read, or ask for what isn't run or isn't allowed."""


class ServerError(GraphbuildError):
    """Raised when the server can't listen on the address it was given."""


class VerificationError(GraphbuildError):
    """Raised when a stored span or hash disagrees with its text, or a graph with its shapes."""
