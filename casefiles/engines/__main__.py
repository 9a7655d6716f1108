"""`python -m casefiles.engines run` and `… exec [--throwaway] -- command`."""

import argparse
import sys

from casefiles.engines.errors import EngineError


def main() -> int:
    arguments = _parser().parse_args()
    try:
        return arguments.do(arguments)
    except EngineError as error:
        print(f"casefiles: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m casefiles.engines", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="run the whole site until Ctrl-C")
    run.set_defaults(do=_run)
    execute = commands.add_parser("exec", help="run one command with the engines up")
    execute.add_argument("--throwaway", action="store_true", help="empty engines, gone afterwards")
    execute.add_argument("--durable", action="store_true", help="…that write as those of run do")
    execute.add_argument("command", nargs="+")
    execute.set_defaults(do=_exec)
    return parser


def _run(_arguments: argparse.Namespace) -> int:
    from casefiles.engines.site import run_site

    return run_site()


def _exec(arguments: argparse.Namespace) -> int:
    from casefiles.engines.execute import run_beside, run_throwaway

    if arguments.throwaway:
        return run_throwaway(arguments.command, durable=arguments.durable)
    return run_beside(arguments.command)


if __name__ == "__main__":
    sys.exit(main())
