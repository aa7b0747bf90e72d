"""`python -m analysis consensus`: what people who vote differently agree on."""

import argparse
import json
from pathlib import Path

from analysis.commands.coded import write_table
from analysis.commands.reading import UnreadableTable, read_table, require_columns
from analysis.commands.themes import write
from analysis.consensus import Ballots, UnreadableVotes, ballots_of, consensus, read_polis

EXAMPLE = """examples:
  python -m analysis consensus polis-export/ --out consensus/
  python -m analysis consensus votes.csv --person who --statement about --vote vote \\
    --statements statements.csv --out consensus/

A folder is read as an export of Polis (comments.csv and participants-votes.csv). A file has one
line a vote: agree, disagree or pass (or 1, -1, 0); --statements names a file with the columns
statement and text. Writes consensus.json, statements.csv (each statement with its votes, its
group-informed consensus as Polis computes it, a smoothed score with its interval, and a rank),
representative.csv (what sets each group apart) and groups.csv (who is in which group). Votes of
few people are counted in them as they are: do not pass them on.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.description = "Find groups of people who vote alike, and what all groups agree on."
    parser.epilog = EXAMPLE
    parser.add_argument("votes", type=Path, metavar="VOTES", help="a Polis export, or a table")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write")
    parser.add_argument("--person", default="person", metavar="COLUMN", help="default: person")
    parser.add_argument("--statement", default="statement", metavar="COLUMN")
    parser.add_argument("--vote", default="vote", metavar="COLUMN", help="default: vote")
    parser.add_argument("--statements", type=Path, metavar="FILE", help="the statements' words")
    parser.add_argument(
        "--given-groups", action="store_true", help="use the export's own groups, find none"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: 0")


def run(arguments: argparse.Namespace) -> int:
    """Read the votes, compute, write."""
    try:
        ballots = ballots_from(arguments)
        if arguments.given_groups and ballots.groups is None:
            raise UnreadableVotes("these votes come without groups: leave out --given-groups")
        found = consensus(ballots, arguments.seed, own_groups=not arguments.given_groups)
    except UnreadableVotes as problem:
        raise UnreadableTable(str(problem)) from problem
    arguments.out.mkdir(parents=True, exist_ok=True)
    content = json.dumps(found.to_dict(), ensure_ascii=False, indent=1, sort_keys=True)
    write(arguments.out / "consensus.json", content + "\n")
    write_table(arguments.out / "statements.csv", found.to_frame())
    write_table(arguments.out / "representative.csv", found.representative)
    if found.grouped is not None:
        places = found.grouped.places.assign(group=found.grouped.groups)
        write_table(arguments.out / "groups.csv", places.rename_axis("person").reset_index())
    ranked = int(found.statements["rank"].notna().sum())
    print(
        f"{len(found.sizes)} groups; {ranked} of {len(found.statements)} statements have enough "
        f"votes to be ranked; the results are in {arguments.out}"
    )
    print("they hold small counts, and who is in which group: they are for staff only")
    return 0


def ballots_from(arguments: argparse.Namespace) -> Ballots:
    """Return the ballots of a folder or a file."""
    if arguments.votes.is_dir():
        return read_polis(arguments.votes)
    table = read_table(arguments.votes)
    columns = {
        arguments.person: "person",
        arguments.statement: "statement",
        arguments.vote: "vote",
    }
    require_columns(table, list(columns), arguments.votes)
    lines = table[list(columns)].rename(columns=columns)
    lines = lines[lines["vote"].str.strip() != ""]
    about = read_table(arguments.statements) if arguments.statements else None
    if about is not None:
        require_columns(about, ["statement", "text"], arguments.statements)
    return ballots_of(lines, about)
