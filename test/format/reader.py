#!/usr/bin/env python3
"""Reads an index of Assembl: an example of a reader in another language, written from docs/FORMAT.md alone.

    reader.py INDEX                         all that the index holds, a line of JSON for each thing
    reader.py INDEX LIMIT SPECIES QUERY...  for each query the best labels whose fold begins with its fold, as JSON

It trusts that `assembl verify` accepts the index: it checks the hashes, but bounds no work. Folds are made by Python's
tables, which may be older than those of Unicode 17.
"""

import hashlib
import heapq
import itertools
import json
import mmap
import re
import struct
import sys
import unicodedata

VERSION = 4
LABELS_PER_MARK = 256
LONGEST_FOLDED = 512
WHITE_SPACE = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


class FormatError(Exception):
    """The file is not an index, or one that its page does not allow."""


# --- msgpack: the kinds of values that the page names, and those that newer sections or members may have


class Msgpack:
    """One value after another; `bin` values are views of the file."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if self.at + size > len(self.data):
            raise FormatError("the file ends within a value")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(">" + form)))[0]

    def value(self):
        kind = self.number("B")
        if kind <= 0x7F:
            return kind
        if kind <= 0x8F:
            return self.map(kind & 15)
        if kind <= 0x9F:
            return self.array(kind & 15)
        if kind <= 0xBF:
            return self.text(kind & 31)
        if kind >= 0xE0:
            return kind - 256
        if kind in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[kind]
        if 0xC4 <= kind <= 0xC6:
            return self.take(self.number("BHI"[kind - 0xC4]))
        if 0xC7 <= kind <= 0xC9:
            return self.extension(self.number("BHI"[kind - 0xC7]))
        if 0xCA <= kind <= 0xD3:
            return self.number("fdBHIQbhiq"[kind - 0xCA])
        if 0xD4 <= kind <= 0xD8:
            return self.extension(1 << (kind - 0xD4))
        if 0xD9 <= kind <= 0xDB:
            return self.text(self.number("BHI"[kind - 0xD9]))
        if 0xDC <= kind <= 0xDD:
            return self.array(self.number("HI"[kind - 0xDC]))
        if 0xDE <= kind <= 0xDF:
            return self.map(self.number("HI"[kind - 0xDE]))
        raise FormatError(f"no value begins with {kind:#x}")

    def text(self, size):
        return str(self.take(size), "utf-8")

    def array(self, size):
        return [self.value() for _ in range(size)]

    def map(self, size):
        return {self.value(): self.value() for _ in range(size)}

    def extension(self, size):
        return self.take(1 + size)


# --- the file


class Index:
    def __init__(self, data):
        reader = Msgpack(data)
        document, start, end = {}, {}, {}
        if reader.number("B") != 0x87:
            raise FormatError("not an index of Assembl")
        for _ in range(7):
            at = reader.at
            member = reader.value()
            document[member], start[member] = reader.value(), at
            end[member] = reader.at
        if document.get("format") != "assembl":
            raise FormatError("not an index of Assembl")
        if document["version"] != VERSION:
            raise FormatError(f"format version {document['version']}, and this reader reads {VERSION}")
        if reader.at != len(data) or hashlib.sha256(data[:-32]).digest() != document["checksum"]:
            raise FormatError("the checksum does not fit")
        generation = hashlib.sha256(data[start["species"] : end["sections"]]).hexdigest()[:32]
        if generation != document["generation"]:
            raise FormatError("the generation does not fit")
        self.generation, self.provenance = generation, document["provenance"]
        self.sections = document["sections"]
        self.tries = Tries(self.sections["nodes"], self.sections["edges"])
        self.species = [Species(self, entry) for entry in document["species"]]

    def named(self, name):
        for species in self.species:
            if species.name == name:
                return species
        raise FormatError(f"no species {name}")


# --- names


def fold(text):
    if len(text.encode("utf-16-le")) > 2 * LONGEST_FOLDED:
        return None
    text = IGNORABLE.sub("", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKC", "".join(character.lower() for character in text))
    return WHITE_SPACE.sub(" ", text).strip(" ")


def spelled(folded, pattern):
    """The name that a case pattern makes of its fold."""
    digits = bin(pattern)[3:]
    name, letters = [], 0
    for character in folded:
        if "a" <= character <= "z":
            if digits[min(letters, len(digits) - 1)] == "1":
                character = character.upper()
            letters += 1
        name.append(character)
    return "".join(name)


class Name:
    """What a key tells of a name."""

    def __init__(self, key, usual):
        folded, end, spelling = KEY.fullmatch(key).groups()
        self.folded = folded.decode("utf-8")
        self.standing = end[0] if end else 0
        if not spelling:
            self.text = spelled(self.folded, usual)
        elif 0x80 <= spelling[0] <= 0xBF:
            pattern = 0
            for byte in spelling:
                pattern = pattern << 6 | byte & 63
            self.text = spelled(self.folded, pattern)
        else:
            self.text = spelling.decode("utf-8")

    weight_class = property(lambda self: self.standing >> 1)
    former = property(lambda self: self.standing & 1 == 1)


KEY = re.compile(rb"([^\0-\x1f]*)([\0-\x1f]?)(.*)", re.DOTALL)


# --- the tries


class Edge:
    """An edge with its text, and with the address, the cost and the count of its child."""

    __slots__ = ("text", "child", "cost", "count", "end")

    def __init__(self, text, child=0, cost=0, count=1):
        self.text, self.child, self.cost, self.count = text, child, cost, count


class Tries:
    """The tries of all species."""

    def __init__(self, nodes, edges):
        self.nodes = nodes
        self.shared = []
        size, at = varint(edges, 0)
        for _ in range(size):
            length, at = varint(edges, at)
            text = bytes(edges[at : at + length])
            child, at = varint(edges, at + length)
            edge = Edge(text, child)
            if child != 0:
                edge.cost, edge.count, at = cost_and_count(edges, at)
            self.shared.append(edge)

    def edges(self, node):
        degree, at = varint(self.nodes, node)
        for _ in range(degree):
            edge, at = self.edge(at)
            yield edge

    def edge(self, address):
        """The edge at an address, and where the next one is."""
        nodes = self.nodes
        first, at = nodes[address], address + 1
        if first < 0x80:
            return self.shared[first], at
        if first < 0xE0:
            return self.shared[128 + 256 * (first - 0x80) + nodes[at]], at + 1
        more = 0
        if first in (0xEF, 0xFF):
            more, at = varint(nodes, at)
        length = more + (first - 0xE0 if first < 0xF0 else first - 0xF0 + 1)
        edge = Edge(bytes(nodes[at : at + length]))
        at += length
        if first >= 0xF0:
            distance, at = varint(nodes, at)
            edge.child = address - distance
            both, at = nodes[at], at + 1
            edge.cost, edge.count = both >> 5, (both & 31) + 1
            if both == 0xFF:
                edge.cost, edge.count, at = cost_and_count(nodes, at)
        return edge, at

    def keys(self, root):
        """All keys of a root, in the order of their numbers."""
        waiting = [(b"", root)]
        while waiting:
            way, node = waiting.pop()
            if node == 0:
                yield way
                continue
            edges = [(way + edge.text, edge.child) for edge in self.edges(node)]
            waiting.extend(reversed(edges))

    def best(self, root, prefix):
        """The keys that begin with a prefix and their numbers, best first."""
        way, node, number = b"", root, 0
        while len(way) < len(prefix):
            for edge in self.edges(node):
                longer = way + edge.text
                if edge.text and (longer.startswith(prefix) or prefix.startswith(longer)):
                    break
                number += edge.count
            else:
                return
            way, node = longer, edge.child
        waiting = [(0, way, node, number)]
        while waiting:
            _, way, node, number = heapq.heappop(waiting)
            if node == 0:
                yield way, number
                continue
            for edge in self.edges(node):
                longer = way + edge.text
                cost, has_end = cost_of_way(longer)
                if not has_end:
                    cost += edge.cost
                heapq.heappush(waiting, (cost, longer, edge.child, number))
                number += edge.count


def cost_of_way(way):
    """What the bytes from a root on cost, and whether `end` is among them."""
    cost = 0
    for byte in way:
        if byte < 32:
            return cost - 4096 * byte, True
        if not 0x80 <= byte <= 0xBF:
            cost += 1
    return cost, False


def cost_and_count(data, at):
    written, at = varint(data, at)
    count, at = varint(data, at)
    if written < 64 * 32:
        return written % 64 - 4096 * (written // 64), count, at
    return written // 32 - 64 - 4096 * (written % 32), count, at


def varint(data, at):
    """A varint, and what is behind it."""
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


# --- columns


class Columns:
    """One column after another from an offset of a section on."""

    def __init__(self, section, offset):
        self.section, self.at = section, offset

    def bytes(self, size):
        self.at += size
        return self.section[self.at - size : self.at]

    def uint32(self):
        return int.from_bytes(self.bytes(4), "big")

    def numbers(self):
        width, size = self.bytes(1)[0], self.uint32()
        bits = self.bytes((width * size + 7) // 8)
        self.bytes(4)
        if width == 0:
            return [0] * size
        mask = (1 << width) - 1
        numbers = []
        for start in range(0, width * size, width):
            end = start + width
            few = int.from_bytes(bits[start // 8 : (end + 7) // 8], "big")
            numbers.append(few >> (-end % 8) & mask)
        return numbers

    def texts(self):
        ends = self.numbers()
        text = bytes(self.bytes(self.uint32()))
        return [text[start:end].decode("utf-8") for start, end in zip([0, *ends], ends)]

    def ids(self):
        """Ids as they are stored: of stable ids and of other ids."""
        kinds = [kind.split("\0") for kind in self.texts()]
        ids = []
        for kind, number in zip(self.numbers(), self.numbers(), strict=True):
            if kind == 0:
                ids.append(None)
                continue
            prefix, digits, suffix = kinds[kind - 1]
            written = "" if digits == "0" else str(number).zfill(int(digits))
            ids.append(prefix + written + suffix)
        return ids

    def referring(self):
        texts = self.texts()
        return [texts[position - 1] if position else None for position in self.numbers()]

    def groups(self, groups, items):
        """The items of each group, as `last` and `marks` tell them."""
        last, marks = self.numbers(), self.numbers()
        if not last:
            return [range(item, item + 1) for item in range(items)]
        ends = [item + 1 for item, is_last in enumerate(last) if is_last]
        starts = [0, *ends]
        if len(ends) != groups or marks != starts[::LABELS_PER_MARK]:
            raise FormatError("marks do not fit")
        return [range(start, end) for start, end in zip(starts, ends)]


POSITION = "(0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)"
LOCATION = re.compile(rf"(.+):{POSITION}(?:-|\.\.){POSITION}", re.DOTALL)


def over_origin(location):
    """The parts of a location that ends before it starts; None for others."""
    parts = LOCATION.fullmatch(location)
    if parts is None:
        return None
    start, end = (int(position.replace(",", "")) for position in parts.group(2, 3))
    if end >= start or start >= 1 << 32:
        return None
    return {"chromosome": parts.group(1), "start": start, "end": end}


class Species:
    def __init__(self, index, entry):
        self.index, self.entry = index, entry
        self.name, self.names = entry["name"], entry.get("names", [])

    def labels(self):
        keys = self.index.tries.keys(self.entry["root"])
        return [Name(key, self.entry["casePattern"]) for key in keys]

    def aliases(self):
        """The name of each alias key, and the numbers of the labels that it is paired with."""
        entry = self.entry
        if entry["aliasRoot"] == 0:
            return []
        keys = self.index.tries.keys(entry["aliasRoot"])
        names = [Name(key, entry["aliasCasePattern"]) for key in keys]
        columns = Columns(self.index.sections["aliases"], entry["aliasColumns"])
        labels = columns.numbers()
        pairs = columns.groups(entry["aliases"], len(labels))
        return [(name, [labels[pair] for pair in of]) for name, of in zip(names, pairs, strict=True)]

    def genes(self):
        """The genes of each label."""
        entry = self.entry
        columns = Columns(self.index.sections["genes"], entry["columns"])
        groups = columns.groups(entry["labels"], entry["genes"])
        stable_ids = columns.ids()
        places, starts, spans = columns.referring(), columns.numbers(), columns.numbers()
        dbs = columns.referring()
        other_ends = columns.numbers() or [0] * entry["genes"]
        other_ids = columns.ids()
        biotypes = [None] * entry["genes"]
        if "biotype" in entry:
            biotypes = Columns(self.index.sections["biotype"], entry["biotype"]).referring()
        genes = []
        for stable_id, place, start, span, db, biotype, first, end in zip(
            stable_ids, places, starts, spans, dbs, biotypes, [0, *other_ends], other_ends
        ):
            gene = {}
            if stable_id is not None:
                gene["stable_id"] = stable_id
            if place is not None and place[0] == "=":
                gene.update(chromosome=place[1:], start=start, end=start + span)
            elif place is not None:
                gene.update(over_origin(place[1:]) or {"location": place[1:]})
            if db is not None:
                gene["db"] = db
            if biotype is not None:
                gene["biotype"] = biotype
            if end > first:
                gene["other_ids"] = other_ids[first:end]
            genes.append(gene)
        return [[genes[item] for item in of] for of in groups]

    def id_orders(self):
        columns = Columns(self.index.sections["ids"], self.entry["ids"])
        return {"stable": columns.numbers(), "versioned": columns.texts(), "other": columns.numbers()}

    def prefix(self, query):
        """The labels that a query is a prefix of and their numbers, best first."""
        folded = fold(query)
        if folded is None:
            return
        for key, number in self.index.tries.best(self.entry["root"], folded.encode("utf-8")):
            yield Name(key, self.entry["casePattern"]).text, number


# --- the command line


def things(index):
    yield {"generation": index.generation, "provenance": index.provenance}
    for species in index.species:
        yield {"species": species.name, "names": species.names}
        labels = species.labels()
        for label, genes in zip(labels, species.genes(), strict=True):
            yield {"label": label.text, "weight": label.weight_class, "genes": genes}
        for alias, of in species.aliases():
            paired = [labels[number].text for number in of]
            yield {"alias": alias.text, "weight": alias.weight_class, "former": alias.former, "labels": paired}
        yield species.id_orders()


def print_json(value):
    print(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def main(path, limit=None, name=None, *queries):
    with open(path, "rb") as file:
        index = Index(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    if limit is None:
        for thing in things(index):
            print_json(thing)
    for query in queries:
        found = index.named(name).prefix(query)
        print_json([label for label, _ in itertools.islice(found, int(limit))])


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    main(*sys.argv[1:])
