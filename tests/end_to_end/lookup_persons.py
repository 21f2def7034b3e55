"""Invented persons with records of many types, and what the tests know of them.

Anna is married to Bo, whose name and address are protected; Carl, their child, lives in another municipality. Eva has
emigrated. Fie had another number before. Gorm is dead.
"""

from extracts import extract, pnr

ANNA, BO, CARL, EVA, FIE, FIE_BEFORE, GORM = (pnr(number) for number in range(1, 8))
UNKNOWN = pnr(99)
EVERYBODY = [ANNA, BO, CARL, EVA, FIE, FIE_BEFORE, GORM]
# PRODDTO of the extract: the answers are as of this day.
DAY = "2026-01-05"
ROAD, PROTECTED_ROAD, CONTACT = "Æblegade", "Skjulevej", "Postboks 77"

# Where a field begins in its record: from 1, as in the description of U12170-P.
FIELDS = {
    "001": {"PNRGAELD": 14, "STATUS": 24, "STATUSHAENSTART": 26, "KOEN": 39, "FOED_DT": 40, "START_DT-PERSON": 51, "STILLING": 73},
    "002": {"KOMKOD": 14, "VEJKOD": 18, "HUSNR": 22, "ETAGE": 26, "SIDEDOER": 28, "CONVN": 36, "TILFLYDTO": 70},
    "003": {"ADRNVN": 14, "STANDARDADR": 116, "BYNVN": 150, "POSTNR": 184, "POSTDISTTXT": 188, "KOMKOD": 208, "VEJKOD": 212,
            "HUSNR": 216, "ETAGE": 220, "SIDEDOER": 222, "VEJADRNVN": 230},
    "004": {"BESKYTTYPE": 14, "START_DT": 18},
    "005": {"UDR_LANDEKOD": 14, "UDRDTO": 18, "UDLANDADR1": 31},
    "006": {"ADR1-KONTAKTADR": 14, "START_DT-ADRTXT": 184},
    "008": {"FORNVN": 14, "MELNVN": 65, "EFTERNVN": 106, "NVNHAENSTART": 147, "ADRNVN": 160},
    "010": {"LANDEKOD": 14, "HAENSTART": 18},
    "012": {"CIVST": 14, "AEGTEPNR": 15, "AEGTEFOED_DT": 25, "AEGTENVN": 36, "HAENSTART": 71},
    "014": {"PNR-BARN": 14},
    "015": {"PNRMOR": 25, "MOR_FOED_DT": 35, "MORNVN": 46, "PNRFAR": 92, "FAR_FOED_DT": 102, "FARNVN": 113},
    "016": {"RELTYP": 14, "START_DT": 18},
    "019": {"NOTATNR": 14, "NOTATLINIE": 16, "START_DT": 56},
    "022": {"OLD": 14},
    "023": {"ANNKOR": 14, "KOMKOD": 15, "VEJKOD": 19, "HUSNR": 23, "TILFLYDTO": 71, "FRAFLYDTO": 84},
}


def record(kind, number, **fields):
    """A record; `_` in the name of a field stands for `_` and `-` alike."""
    places = {name.replace("-", "_"): at for name, at in FIELDS[kind].items()}
    line = kind + number
    for name, at in sorted(places.items(), key=lambda place: place[1]):
        if name in fields:
            line = line.ljust(at - 1) + fields.pop(name)
    assert not fields, fields
    return line


def identity(number, status="01", since="000000000000", sex="K", born="1978-04-27", **fields):
    return record("001", number, STATUS=status, STATUSHAENSTART=since, KOEN=sex, FOED_DT=born, **fields)


def name(number, first, last="Ærøskøbing"):
    return record("008", number, FORNVN=first, EFTERNVN=last, NVNHAENSTART="199109230000", ADRNVN=f"{first} {last}")


def home(number, municipality, road_code, house, **fields):
    return record("002", number, KOMKOD=municipality, VEJKOD=road_code, HUSNR=house, TILFLYDTO="201001311200", **fields)


def label(number, first, municipality="", road_code="", house="", road="", post=("", "")):
    name = f"{first} Ærøskøbing"
    if not road:
        return record("003", number, ADRNVN=name, POSTNR="0000")
    return record(
        "003", number, ADRNVN=name, STANDARDADR=f"{road} {house.strip(' 0')}", POSTNR=post[0], POSTDISTTXT=post[1],
        KOMKOD=municipality, VEJKOD=road_code, HUSNR=house, VEJADRNVN=road)


def anna():
    return [
        identity(ANNA, STILLING="Bager"),
        home(ANNA, "0751", "1234", "012B", ETAGE="st", SIDEDOER="tv"),
        record("006", ANNA, ADR1_KONTAKTADR=CONTACT, START_DT_ADRTXT="2020-01-31"),
        name(ANNA, "Anna"),
        record("010", ANNA, LANDEKOD="5100", HAENSTART="197804270000"),
        record("012", ANNA, CIVST="G", AEGTEPNR=BO, HAENSTART="200006301400"),
        record("014", ANNA, PNR_BARN=CARL),
        record("015", ANNA, MOR_FOED_DT="1950-02-01", MORNVN="Mor,Maren", FAR_FOED_DT="1948-03-00", FARNVN="Far,Frode"),
        record("016", ANNA, RELTYP="0003", START_DT="1978-04-27"),
        record("019", ANNA, NOTATNR="01", NOTATLINIE="En note", START_DT="2001-01-01"),
        record("023", ANNA, KOMKOD="0101", VEJKOD="4321", HUSNR="001 ", TILFLYDTO="199901011200", FRAFLYDTO="201001311200"),
    ], label(ANNA, "Anna", "0751", "1234", "012B", ROAD, ("8000", "Aarhus C"))


def bo():
    return [
        identity(BO, sex="M"),
        home(BO, "0751", "7777", "007 "),
        record("004", BO, BESKYTTYPE="0001", START_DT="2015-05-01"),
        name(BO, "Bo"),
        record("012", BO, CIVST="G", AEGTEPNR=ANNA, HAENSTART="200006301400"),
    ], label(BO, "Bo", "0751", "7777", "007 ", PROTECTED_ROAD, ("8000", "Aarhus C"))


def carl():
    return [
        identity(CARL, sex="M", born="2001-06-00"),
        home(CARL, "0101", "4321", "001 "),
        name(CARL, "Carl"),
        record("015", CARL, PNRMOR=ANNA, PNRFAR=BO),
    ], label(CARL, "Carl", "0101", "4321", "001 ", "Nørregade", ("0800", "Høje Taastrup"))


def eva():
    return [
        identity(EVA, status="80", since="201203041200"),
        record("005", EVA, UDR_LANDEKOD="5180", UDRDTO="201203041200", UDLANDADR1="Hauptstrasse 1"),
        name(EVA, "Eva"),
    ], label(EVA, "Eva")


def fie():
    return [
        identity(FIE), home(FIE, "0751", "1234", "014 "), name(FIE, "Fie"), record("022", FIE, OLD=FIE_BEFORE),
    ], label(FIE, "Fie", "0751", "1234", "014 ", ROAD, ("8000", "Aarhus C"))


def fie_before():
    return [identity(FIE_BEFORE, status="60", PNRGAELD=FIE), name(FIE_BEFORE, "Fie")], label(FIE_BEFORE, "Fie")


def gorm():
    return [identity(GORM, status="90", since="202012241830", sex="M"), name(GORM, "Gorm")], label(GORM, "Gorm")


def full_extract():
    """Everybody, as of DAY."""
    return extract(5, 2, [anna(), bo(), carl(), eva(), fie(), fie_before(), gorm()])
