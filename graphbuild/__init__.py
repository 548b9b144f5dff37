"""graphbuild: knowledge graphs from news, with every claim traced to its source."""

from graphbuild import model

__all__ = ["model"]
