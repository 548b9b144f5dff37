"""The command line: each command a function of one of these modules, listed here in their order."""

from graphbuild.cli.asking import query
from graphbuild.cli.building import add, build, build_kb, extract, merge, redact, retract
from graphbuild.cli.checking import validate, verify
from graphbuild.cli.comparing import diff
from graphbuild.cli.exporting import export
from graphbuild.cli.output import Program
from graphbuild.cli.pushing import push
from graphbuild.cli.reviewing import review
from graphbuild.cli.serving import serve

__all__ = ["app"]

app = Program(
    help="Knowledge graphs from news: people, organizations, places, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(build)
app.command()(add)
app.command()(retract)
app.command()(merge)
app.command()(redact)
app.command()(extract)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(query)
app.command()(serve)
app.command()(review)
app.command()(export)
app.command()(push)
app.command()(verify)
app.command()(validate)
app.command()(diff)

kb_app = Program(help="Knowledge bases to link entities to.", no_args_is_help=True)
kb_app.command("build")(build_kb)
app.add_typer(kb_app, name="kb")
