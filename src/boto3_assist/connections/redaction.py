"""Cuts out of AWS's and botocore's texts whatever may be a value; knows no error class."""

from __future__ import annotations

import re

__all__ = ["redact_report", "redact_text", "redact_url"]

CUT = "…"
_MAX_LENGTH = 600

# What AWS writes before a colon when prose or a name of the application's own follows (a table, an
# index, an attribute, an ARN). After any other label a value may follow.
_SAFE_LABELS = (
    r"\d+ validation errors? detected",
    r"Invalid \w+Expression",
    r"parameter values were invalid",
    r"starting key is invalid",
    r"contains invalid (?:key|value)",
    r"unused in expressions",
    r"failed to satisfy constraint",
    r"[Rr]esource not found",
    r"(?:[Tt]able|[Bb]ackup) not found",
    r"[Tt]able already exists",
    r"still in use|is being \w+",
    r"\b(?:Table|IndexName|IndexKey|Key|User)",
    r"\bindex(?:es)?|key schema element",
    r"reserved keyword",
    r"operator or function",
    r"to perform|on resource|\bpolicy",
    r"Signature (?:expired|not yet current)",
)
_PLACEHOLDER = r"[:#]\w+"
# Quoted, bracketed or labelled, and yet not a value.
_SAFE_PHRASES = (
    rf"attribute (?:name|value): {_PLACEHOLDER}",
    rf"keys: \{{{_PLACEHOLDER}(?:, {_PLACEHOLDER})*\}}",
    r"(?:[Ee]xpected|[Aa]ctual|operand type): [A-Z]{1,4}\b",
    r"specific reasons \[\w+(?:, \w+)*\]",
    r"value set: \[[A-Z0-9_]+(?:, ?[A-Z0-9_]+)*\]",
    r"regular expression pattern: \[a-zA-Z0-9_.-\]\+",
    r'"(?:SET|REMOVE|ADD|DELETE)"',
    r"\b[Tt]able '[\w.-]{1,255}'",
    r" at '[\w.-]+'(?= failed to satisfy constraint)",
)
_SCAN = re.compile(
    rf"(?P<safe>(?:{'|'.join(_SAFE_LABELS)}):(?=\s)|{'|'.join(_SAFE_PHRASES)})"
    r"|(?P<label>:(?=\s|$))"
    r"|(?P<token>(?<!\S)(?!arn:)\S{100,})"
    r"|(?P<opener>[\"“”`{}\[\]()<>]|(?<!\w)['‘]|(?<=\w)=)"
)
# The ARN of an object in S3 ends with its key, which may hold anything.
_OBJECT_ARN = re.compile(r"arn:[\w-]+:s3:[\w-]*:\d*:[^\s/\"']+/")
# Sentences that go on after the value: how AWS begins and how it ends them. An ending is looked for
# only after its own beginning, at the end of the text, where no value can have written it.
_SENTENCES = tuple(
    (re.compile(rf"{beginning}\s*\Z"), re.compile(rf"{ending}\Z"))
    for beginning, ending in (
        (r"\bValue", r" at '[\w.-]+' failed to satisfy constraint: Member must [^'\"{}]*"),
        (r"Input collection", r"(?:of type [NSB]S)? contains duplicates\.?"),
        (r"contains invalid value: .* numeric value:", rf" for key {_PLACEHOLDER}"),
    )
)


def redact_text(text: str) -> str:
    """Keep of a service's text what AWS wrote itself, and cut what may be a value.

    The text is kept up to the first thing that may be a value: a quote, a bracket, a
    ``name=``, or a colon after words that are not known to introduce a name. From there on
    only a known end of a sentence is kept. Placeholders, ARNs and the names of tables,
    indexes and attributes stay where AWS's words tell them from values.

    Args:
        text: The message of an error response.

    Returns:
        The text on one line, at most about 600 characters, with ``…`` for what is cut.

    Example:
        >>> redact_text("The parameter cannot be converted to a numeric value: 4711-x")
        'The parameter cannot be converted to a numeric value: …'
    """
    cut = _first_cut(text)
    kept = text if cut is None else f"{text[:cut]} {CUT}{_ending(text, cut)}"
    kept = " ".join(kept.split())
    return kept if len(kept) <= _MAX_LENGTH else kept[:_MAX_LENGTH] + CUT


def _ending(text: str, cut: int) -> str:
    for beginning, ending in _SENTENCES:
        if beginning.search(text, 0, cut) and (match := ending.search(text, cut)):
            return match.group()
    return ""


def _first_cut(text: str) -> int | None:
    cuts = []
    for match in _SCAN.finditer(text):
        if match["label"]:
            cuts.append(match.end())
        elif not match["safe"]:
            cuts.append(match.start())
        if cuts:
            break
    if arn := _OBJECT_ARN.search(text):
        cuts.append(arn.end())
    return min(cuts, default=None)


_URL = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)(?:[^/\s\"'?#]*@)?"
    r"(?P<rest>[^\s\"'?#]*)(?:[?#][^\s\"']*)?"
)


def redact_url(text: str) -> str:
    """Take user names, passwords, queries and fragments out of the URLs in a text.

    Args:
        text: A URL, or a text with URLs in it.

    Returns:
        The text with only scheme, host, port and path of each URL.

    Example:
        >>> redact_url("http://me:secret@proxy:3128/x?token=1")
        'http://proxy:3128/x'
    """
    return _URL.sub(lambda match: match["scheme"] + match["rest"], text)


_PATH = re.compile(r"[\w.\[\]:#-]+")
_MISSING = re.compile(r'Missing required parameter in (?P<path>.+): "(?P<name>\w+)"')
_UNKNOWN = re.compile(r'Unknown parameter in (?P<path>.+?): "(?P<name>.*)", must be one of: ')
_VALUE = re.compile(r"Invalid (?P<what>\w+) for (?:document )?parameter (?P<path>.*?), value: ")
_VALUE_END = re.compile(
    r".*, type: <class '(?P<given>[\w.]+)'>, valid types: (?P<types>[\w<>', .-]+)"
    r"|.*, valid min (?P<measure>value|length): (?P<least>\d+)"
)
_OTHER = re.compile(r"(?:Invalid|Must set) .*?(?:parameter|structure) (?P<path>\S+?)[.:]?(?= |$)")


def redact_report(report: str) -> list[dict[str, str]]:
    """Turn botocore's report on parameters into paths and kinds.

    Args:
        report: The lines of a ``ParamValidationError``; they hold the values themselves.

    Returns:
        One dict for each problem: ``parameter`` (such as ``Item.pk.S``), ``problem``, and
        where botocore says so ``given`` and ``expected``, which are names of types or bounds.
    """
    problems: list[dict[str, str]] = []
    for line in report.splitlines():
        if match := _MISSING.fullmatch(line):
            path = match["path"]
            name = match["name"] if path == "input" else f"{_shown(path)}.{match['name']}"
            problems.append({"parameter": name, "problem": "missing"})
        elif match := _UNKNOWN.match(line):
            problems.append(_unknown_parameter(match))
        elif match := _VALUE.match(line):
            problem = {"parameter": _shown(match["path"]), "problem": f"invalid {match['what']}"}
            problems.append(problem)
            end = _VALUE_END.fullmatch(line, match.end())
            if end is None:
                # The value has line breaks: the lines that follow may be its own.
                break
            problem.update(_given_and_expected(end))
        elif match := _OTHER.match(line):
            problems.append({"parameter": _shown(match["path"]), "problem": "invalid"})
    return problems


def _unknown_parameter(match: re.Match[str]) -> dict[str, str]:
    # Below the top level the unknown name may be a key out of somebody's data.
    path = match["path"]
    name = _shown(match["name"]) if path == "input" else f"{_shown(path)}.{CUT}"
    return {"parameter": name, "problem": "unknown"}


def _given_and_expected(end: re.Match[str]) -> dict[str, str]:
    if end["least"]:
        bound = f"{end['least']} or more"
        return {"expected": bound if end["measure"] == "value" else f"a length of {bound}"}
    return {"given": end["given"], "expected": re.sub(r"<class '([^']+)'>", r"\1", end["types"])}


def _shown(path: str) -> str:
    match = _PATH.match(path)
    if match is None:
        return CUT
    return path if match.end() == len(path) else match.group() + CUT
