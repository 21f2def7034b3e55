"""A plain reference for the answers of SF1520 (version 5) and SF6008, written from the tables of `lookup.md` 2.3, 2.4
and 3 alone. It shares no code, no positions and no rules with the platform, so a mistake must be made twice to pass.

`person_base_data` and `basic_information` take one person's records: lines of an extract without line ends, in any
order, with or without their trailing blanks. Records of the same type keep their order, but for `adresseHistorik`.
"""

import collections
import csv
import datetime
import io
import pathlib
import zoneinfo

import lxml.etree

PERSON_BASE_DATA = "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/"
BASIC_INFORMATION = "http://serviceplatformen.dk/xml/wsdl/soap11/CPRBasicInformationService/1/"
# Debian's zone data knows Copenhagen's own time. Builds without `backzone` (the tzdata package of PyPI, for one) have
# Berlin's under its name, which differs before 1980: there the reference is wrong, so it does not start.
COPENHAGEN = zoneinfo.ZoneInfo("Europe/Copenhagen")
if datetime.datetime(1890, 1, 1, tzinfo=COPENHAGEN).utcoffset() != datetime.timedelta(minutes=50, seconds=20):
    raise ImportError("the zone data of this machine has Berlin's time for Europe/Copenhagen")
LAYOUTS = pathlib.Path(__file__).parents[3] / "shared" / "data" / "record-layouts.csv"

STATUSES = {1, 3, 5, 7, 20, 30, 50, 60, 70, 80, 90}
ACTIVE = {1, 3, 5, 7}
FIVE = range(1, 6)


def persons(extract):
    """The records of each person of an extract that has line ends: number -> lines."""
    found = collections.defaultdict(list)
    for line in extract.split(b"\n"):
        line = line.rstrip(b"\r\0\x1a")
        if line[:3] not in (b"000", b"910", b"997", b"999") and line.strip():
            found[line[3:13].decode("ascii")].append(line)
    return dict(found)


def canonical(element):
    """An element's canonical form (C14N 2.0), whatever its prefixes are."""
    text = lxml.etree.tostring(element, encoding="unicode", with_tail=False)
    return lxml.etree.canonicalize(text, rewrite_prefixes=True).encode()


def person_base_data(lines, asked_on, status_of=None):
    """`PersonLookupResponse` of version 5.

    `status_of` gives the status of other persons by number, for the count of children: a child that is not in it is
    not counted. Without it, each child under 18 is.
    """
    person = Person(lines)
    return element(PERSON_BASE_DATA, "PersonLookupResponse", [
        ("persondata", persondata(person, day(asked_on), status_of)),
        ("adresse", adresse(person)),
        ("relationer", relationer(person)),
        *(("notater", notat(record)) for record in person.all("019")),
    ])


def basic_information(lines, extended):
    """`callCPRBasicInformationResponse`, or the extended one."""
    person = Person(lines)
    name = "callCPRBasicInformationExtendedResponse" if extended else "callCPRBasicInformationResponse"
    names = person["008"]
    return element(BASIC_INFORMATION, name, [
        *basic_person(person),
        *basic_address(person),
        *basic_countries(person),
        *(names.texts(fornavn="FORNVN", mellemnavn="MELNVN", efternavn="EFTERNVN") if extended else []),
    ])


# ---- persondata

def persondata(person, today, status_of):
    base = person["001"]
    born = base.moment("FOED_DT")
    return [
        ("personnummer", base.pnr("PNR")),
        ("gaeldendePersonnummer", base.pnr("PNRGAELD") or base.pnr("PNR")),
        ("navn", navn(person["008"])),
        ("foedselsdato", base.udato("FOED_DT", "FOED_DT_UMRK")),
        ("foedselsregistreringsOplysninger", foedselsregistrering(person["009"])),
        ("startdato", base.udato("START_DT-PERSON", "START_DT_UMRK-PERSON")),
        ("slutdato", base.udato("SLUT_DT-PERSON", "SLUT_DT_UMRK-PERSON")),
        ("alder", born and not_negative(years(born.time.date(), today))),
        ("koen", base.one_of("KOEN", "KM")),
        ("antalBoernUnder18", children_under_18(person, today, status_of)),
        ("stilling", base.text("STILLING")),
        ("status", some([
            ("status", status(base)),
            ("statusdato", base.utid("STATUSHAENSTART", "STATUSDTO_UMRK")),
        ])),
        ("separation", separation(person)),
        ("civilstand", some([
            ("civilstand", person["012"].one_of("CIVST", "UGFEPOLD")),
            ("civilstandsdato", person["012"].utid("HAENSTART-CIVILSTAND", "HAENSTART_UMRK-CIVILSTAND")),
        ])),
        ("statsborgerskab", some([
            ("landekode", person["010"].integer("LANDEKOD")),
            ("statsborgerskabDato",
             person["010"].utid("HAENSTART-STATSBORGERSKAB", "HAENSTART_UMRK-STATSBORGERSKAB")),
            ("landekodeMyndighedsnavn", authority(person["010"].integer("LANDEKOD"))),
        ])),
        ("umyndiggoerelse", umyndiggoerelse(person)),
        ("forsvindingsdato", person["007"].utid("FORSVINddTO", "FORSVINDDTO_UMRK")),
        ("adressebeskyttelse", beskyttelse(person, "0001")),
        ("vejviserbeskyttelse", beskyttelse(person, "0002")),
        ("markedsfoeringsbeskyttelse", beskyttelse(person, "0003")),
    ]


def navn(names):
    return [
        ("personadresseringsnavn", names.text("ADRNVN") or ""),
        *names.texts(
            fornavn="FORNVN", mellemnavn="MELNVN", efternavn="EFTERNVN",
            fornavnMarkering="FORNVN_MRK", mellemnavnMarkering="MELNVN_MRK", efternavnMarkering="EFTERNVN_MRK"),
        ("navnestartdato", names.utid("NVNHAENSTART", "HAENSTART_UMRK-NAVNE")),
    ]


def foedselsregistrering(birth):
    code = birth.integer("START_MYNKOD-FØDESTED")
    return some([
        ("foedselsregistreringsstedKode", code),
        ("foedselsregistreringsstedKodeMyndighedsnavn", authority(code)),
        ("supplerendeFoedselsregistreringssted", birth.text("MYNTXT-FØDESTED")),
    ])


def authority(code):
    """The real service's stub."""
    return code and f"Myndighedsnavn for landekode: {code}"


def status(base):
    code = base.integer("STATUS")
    return code if code in STATUSES else None


def separation(person):
    if not person.all("013"):
        return [("separeret", "false")]
    separated = person["013"].utid("START_DT-SEPARATION", "START_DT_UMRK-SEPARATION")
    return [("separeret", "true"), ("separationsdato", separated)]


def umyndiggoerelse(person):
    record = person["017"]
    start = record.udato("START_DT-UMYNDIG", "START_DT_UMRK-UMYNDIG")
    if start is None:
        return None  # Without the required date there is no valid element.
    kind = record.text("UMYN_RELTYP")
    return [
        ("umyndiggorelseRelationType", {"0000": "0", "0001": "1", "0002": "2"}.get(kind)),
        ("relationPersonnummer", record.pnr("RELPNR")),
        ("relationStartdato", record.date("START_DT-RELPNR_PNR")),
        ("relationVaergenavn", record.text("RELADRSAT_RELPNR_TXT")),
        ("relationVaergeadresseStartdato", record.date("START_DT-RELPNR_TXT")),
        ("umyndiggoerelseStartdato", start),
        ("umyndiggoerelseSlettedato", record.date("SLET_DT-UMYNDIG")),
        ("umyndiggjort", "true"),
        *((f"relationtekst{n}", record.text(f"RELTXT{n}")) for n in FIVE),
    ]


def beskyttelse(person, kind):
    """Without protection an element without content: clients read any child as protection."""
    records = [record for record in person.all("004") if record.text("BESKYTTYPE") == kind]
    if not records:
        return []
    record = max(records, key=lambda record: record.cut("START_DT-BESKYTTELSE"))
    return [
        ("startdato", record.date("START_DT-BESKYTTELSE")),
        ("slutdato", record.date("SLET_DT-BESKYTTELSE")),
        ("beskyttet", "true"),
    ]


def children_under_18(person, today, status_of):
    """A child's age is that of its number."""
    numbers = [record.pnr("PNR-BARN") for record in person.all("014")]
    counted = [number for number in numbers if number and is_under_18(number, today)]
    if status_of is not None:
        counted = [number for number in counted if status_of.get(number) in ACTIVE]
    return len(counted)


def is_under_18(number, today):
    born = born_by_number(number)
    return born is not None and 0 <= years(born, today) < 18


def born_by_number(number):
    """The date in a number; `None` if it is none."""
    dd, mm, yy, seventh = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if yy <= 36 else 1900
    else:
        century = 2000 if yy <= 57 else 1800
    try:
        return datetime.date(century + yy, mm, dd)
    except ValueError:
        return None


# ---- adresse

def adresse(person):
    return [
        ("aktuelAdresse", aktuel_adresse(person)),
        ("udrejseoplysninger", udrejseoplysninger(person)),
        ("kontaktAdresse", kontakt_adresse(person["006"])),
        *(("adresseHistorik", adresse_historik(record)) for record in newest_first(person.all("023"))),
    ]


def aktuel_adresse(person):
    """Without content if the person has no 002: the 003 of somebody dead or gone holds a name only."""
    if not person.all("002"):
        return []
    home, label = person["002"], person["003"]
    return [
        *house(home),
        ("lokalitet", label.text("LOKALITET")),
        ("bynavn", label.text("BYNVN")),
        ("postnummer", label.code("POSTNR")),
        ("postdistrikt", label.text("POSTDISTTXT")),
        ("vejnavn", label.text("VEJADRNVN")),
        ("standardadresse", label.text("STANDARDADR")),
        ("adresseringsnavn", label.text("ADRNVN")),
        ("vejadresseringsnavn", label.text("VEJADRNVN")),
        ("tilflytningsdato", home.utid("TILFLYDTO", "TILFLYDT_UMRK")),
        *((f"adr{n}-supladr", home.text(f"ADR{n}-SUPLADR")) for n in FIVE),
    ]


def house(record):
    return [
        ("kommunekode", record.integer("KOMKOD")),
        ("vejkode", record.integer("VEJKOD")),
        *record.texts(husnummer="HUSNR", etage="ETAGE", sidedoer="SIDEDOER", bygningsnummer="BNR", conavn="CONVN"),
    ]


def udrejseoplysninger(person):
    """All five lines, empty or not: clients read the second whenever the first is there."""
    if not person.all("005"):
        return None
    record = person["005"]
    country = record.integer("UDR_LANDEKOD")
    return [
        ("udrejselandekode", country),
        ("udrejselandekodeMyndighedsnavn", authority(country)),
        ("udrejsedato", record.utid("UDRDTO", "UDRDTO_UMRK")),
        *((f"udlandsadresse{n}", record.text(f"UDLANDADR{n}") or "") for n in FIVE),
    ]


def kontakt_adresse(record):
    return some([
        *((f"kontaktAdr{n}", record.text(f"ADR{n}-KONTAKTADR")) for n in FIVE),
        ("startdato", record.date("START_DT-ADRTXT")),
        ("slettedato", record.date("SLET_DT-ADRTXT")),
    ])


def newest_first(records):
    """By the time that the answer shows; those without one are last."""
    def moved_in(record):
        found = record.moment("TILFLYDTO")
        return found.time if found else datetime.datetime.min
    return sorted(records, key=moved_in, reverse=True)


def adresse_historik(record):
    return [
        *house(record),
        ("retFortrydMarkering", record.text("ANNKOR")),
        ("tilflytningsdato", record.utid("TILFLYDTO", "TILFLYDT_UMRK")),
        ("fraflytningsdato", record.utid("FRAFLYDTO", "FRAFLYDTO_UMRK")),
    ]


# ---- relationer and notater

def relationer(person):
    marriage, parents = person["012"], person["015"]
    spouse = relation(marriage, "AEGTEPNR", "AEGTEFOED_DT", "AEGTEFOEddT_UMRK", "AEGTENVN")
    return [
        ("aegtefaelle", some(spouse) if marriage.text("CIVST") in ("G", "P") else None),
        *(("barn", some([("personnummer", record.pnr("PNR-BARN"))])) for record in person.all("014")),
        ("mor", relation(parents, "PNRMOR", "MOR_FOED_DT", "MOR_FOED_DT_UMRK", "MORNVN")),
        ("far", relation(parents, "PNRFAR", "FAR_FOED_DT", "FAR_FOED_DT_UMRK", "FARNVN")),
        *(("foraeldremyndighed", foraeldremyndighed(record)) for record in person.all("016")),
    ]


def relation(record, number, born, mark, name):
    """A person by the number, else by date of birth and name."""
    if record.pnr(number):
        return [("personnummer", record.pnr(number))]
    return [("foedselsdato", record.udato(born, mark)), ("navn", record.text(name))]


def foraeldremyndighed(record):
    kind = record.integer("RELTYP-FORÆLDREMYN")
    if kind not in (3, 4, 5, 6):
        return None  # Without the required type there is no valid element.
    other = kind in (5, 6)
    return [
        ("foraeldremyndighedtype", kind),
        ("foraeldremyndighedStartdato", record.udato("START_DT-FORÆLDREMYN", "START_DT_UMRK-FORÆLDREMYN")),
        ("foraeldremyndighedSletdato", record.date("SLET_DT-FORÆLDREMYN")),
        ("relationPersonnummer", record.pnr("RELPNR") if other else None),
        ("relationStartdato", record.date("START_DT-RELPNR_PNR") if other else None),
    ]


def notat(record):
    return some([
        ("notanr", record.integer("NOTATNR")),
        ("notatlinie", record.text("NOTATLINIE")),
        ("notatstartdato", record.date("START_DT-NOTAT")),
        ("notatslettedato", record.date("SLET_DT-NOTAT")),
    ])


# ---- SF6008

def basic_person(person):
    base = person["001"]
    born = base.moment("FOED_DT")
    uncertain = base.text("FOED_DT_UMRK") is not None or bool(born and born.adjusted)
    protected = any(record.text("BESKYTTYPE") == "0001" for record in person.all("004"))
    return [
        ("pnr", base.pnr("PNR")),
        ("gaeldendePersonnummer", base.pnr("PNRGAELD") or base.pnr("PNR")),
        ("koen", base.one_of("KOEN", "KM")),
        ("foedselsdato", base.date("FOED_DT")),
        ("foedselsdatoUsikkerhedsmarkering", boolean(uncertain)),
        ("status", status(base)),
        ("statusdato", base.date("STATUSHAENSTART")),
        ("civilstand", person["012"].one_of("CIVST", "UGFEPOLD")),
        ("navneOgAdressebeskyttelse", boolean(protected)),
        ("adresseringsnavn", person["003"].text("ADRNVN") or person["008"].text("ADRNVN")),
    ]


def basic_address(person):
    if not person.all("002"):
        return []
    home, label = person["002"], person["003"]
    return [
        ("conavn", home.text("CONVN")),
        ("standardadresse", label.text("STANDARDADR")),
        ("postnummer", label.integer("POSTNR")),
        *label.texts(postdistrikt="POSTDISTTXT", bynavn="BYNVN", vejadresseringsnavn="VEJADRNVN"),
        ("husnummer", home.text("HUSNR")),
        ("lokalitet", label.text("LOKALITET")),
        *home.texts(bygningsnummer="BNR", etage="ETAGE", sidedoer="SIDEDOER"),
        ("kommunekode", home.integer("KOMKOD")),
        ("vejkode", home.integer("VEJKOD")),
        ("tilflytningsdato", home.date("TILFLYDTO")),
    ]


def basic_countries(person):
    gone = person["005"]
    entries = [record for record in person.all("024") if record.integer("INDR_LANDEKOD")]
    # What was entered by mistake (ANNKOR A) has not happened.
    entries = [record for record in entries if record.text("ANNKOR") != "A"]
    latest = max(entries, key=lambda record: record.cut("INDRDTO"), default=Record("024", b""))
    return [
        ("landekode", person["010"].integer("LANDEKOD")),
        ("indrejseLandekode", latest.integer("INDR_LANDEKOD")),
        ("udrejseLandekode", gone.integer("UDR_LANDEKOD")),
        *((f"udlandsadresse{n}", gone.text(f"UDLANDADR{n}")) for n in FIVE),
    ]


# ---- records and their fields

def fields():
    """(record, field) -> (start, length), from the layouts."""
    rows = csv.DictReader(io.StringIO(LAYOUTS.read_text("utf-8")))
    return {(row["record"], row["field"]): (int(row["position"]) - 1, int(row["length"])) for row in rows}


FIELDS = fields() if LAYOUTS.exists() else {}


class Person:
    """One person's records by type."""

    def __init__(self, lines):
        self.records = collections.defaultdict(list)
        for line in lines:
            kind = line[:3].decode("latin-1")
            self.records[kind].append(Record(kind, line))

    def all(self, kind):
        return self.records[kind]

    def __getitem__(self, kind):
        """The first record of a type; one of blanks if there is none."""
        return next(iter(self.records[kind]), Record(kind, b""))


class Record:
    def __init__(self, kind, line):
        self.kind = kind
        self.line = line.decode("latin-1")

    def cut(self, field):
        start, length = FIELDS[self.kind, field]
        return self.line[start:start + length].ljust(length)

    def text(self, field):
        return self.cut(field).strip(" ") or None

    def texts(self, **elements):
        return [(name, self.text(field)) for name, field in elements.items()]

    def one_of(self, field, values):
        text = self.text(field)
        return text if text and text in values else None

    def code(self, field):
        """Digits as they stand; `None` for zeros, which are what an empty number is."""
        text = self.text(field)
        return text if text and text.strip("0") else None

    def integer(self, field):
        code = self.code(field)
        return int(code) if is_digits(code) else None

    def pnr(self, field):
        code = self.code(field)
        return code if is_digits(code) and len(code) == 10 else None

    def moment(self, field):
        return moment(self.cut(field))

    def date(self, field):
        """`xsd:date`; of a time too."""
        found = moment(self.cut(field).strip(" ").replace("-", "")[:8])
        return found and xsd_date(found.time)

    def udato(self, field, mark):
        return self.marked(field, mark, xsd_date)

    def utid(self, field, mark):
        return self.marked(field, mark, xsd_time)

    def marked(self, field, mark, form):
        found = self.moment(field)
        if found is None:
            return None
        uncertain = "*" if found.adjusted else self.text(mark)
        return [("dato", form(found.time)), ("usikkerhedsmarkering", uncertain)]


# ---- dates and times

Moment = collections.namedtuple("Moment", "time adjusted")


def moment(text):
    """The time of YYYY-MM-DD, YYYYMMDD or YYYYMMDDhhmm, and whether a part of it was unknown; `None` if it is none."""
    digits = text.strip(" ").replace("-", "")
    if not is_digits(digits) or len(digits) not in (8, 12) or not digits.strip("0"):
        return None
    known = {"00": "01", "99": "01"}
    month, dom = known.get(digits[4:6], digits[4:6]), known.get(digits[6:8], digits[6:8])
    clock = [part.replace("99", "00") for part in (digits[8:10], digits[10:12]) if part] or ["00", "00"]
    parts = [digits[:4], month, dom, *clock]
    try:
        time = datetime.datetime(*map(int, parts))
    except ValueError:
        return None
    return Moment(time, not "".join(parts).startswith(digits))


def xsd_date(time):
    return f"{time.year:04}-{time:%m-%d}{offset(time)}"


def xsd_time(time):
    return f"{time.year:04}-{time:%m-%dT%H:%M:%S}.000{offset(time)}"


def offset(time):
    """Copenhagen's offset at a local time, without its seconds: those of mean time before 1894."""
    minutes = int(time.replace(tzinfo=COPENHAGEN).utcoffset().total_seconds()) // 60
    return f"+{minutes // 60:02}:{minutes % 60:02}"


def day(asked_on):
    """The day in Copenhagen; a time without zone is Copenhagen's."""
    return (asked_on.astimezone(COPENHAGEN) if asked_on.tzinfo else asked_on).date()


def years(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def not_negative(age):
    return age if age >= 0 else None


# ---- values and elements

def is_digits(text):
    return bool(text) and text.isascii() and text.isdigit()


def boolean(value):
    return "true" if value else "false"


def some(children):
    """Children, or no element at all if none of them is there."""
    return children if any(value is not None for _, value in children) else None


def element(namespace, name, children):
    """An element of named values: `None` is no element, a list is children, all else is text."""
    parent = lxml.etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})
    for child, value in children:
        if isinstance(value, list):
            parent.append(element(namespace, child, value))
        elif value is not None:
            lxml.etree.SubElement(parent, f"{{{namespace}}}{child}").text = str(value)
    return parent
