use civil::{PostalCode, RoadCode};

use super::*;
use crate::{AddressPart, KeyField, SearchText, Sex, limits};

fn message(method: &str, key: &str) -> String {
    format!(
        r#"<Gctp v="1.0"><System r="CprSoeg"><Service r="{method}"><CprServiceHeader r="{method}"><Key>{key}</Key></CprServiceHeader></Service></System></Gctp>"#
    )
}

fn field(name: &str, value: &str) -> String {
    format!(r#"<Field r="{name}" v="{value}"/>"#)
}

fn person(method: PersonMethod) -> Result<GctpRequest, GctpError> {
    Ok(GctpRequest::Person { method, pnr: "0101701234".parse().unwrap() })
}

/// An address search with these fields beside a road and a place.
fn search(fields: &[(&str, &str)]) -> Result<AddressKey, GctpError> {
    let fields = [&[("VEJK", "4711"), ("KOMK", "0851")], fields].concat();
    address(&fields)
}

fn address(fields: &[(&str, &str)]) -> Result<AddressKey, GctpError> {
    let key: String = fields.iter().map(|(name, value)| field(name, value)).collect();
    match GctpRequest::parse(&message("ADRSOG1", &key))? {
        GctpRequest::Adrsog1(key) => Ok(*key),
        GctpRequest::Person { .. } => panic!("not a search"),
    }
}

#[test]
fn method_is_read_in_any_case() {
    let pnr = field("PNR", "0101701234");
    for (name, method) in [
        ("Stam+", PersonMethod::StamPlus),
        ("STAM+", PersonMethod::StamPlus),
        ("Familie+", PersonMethod::FamiliePlus),
        ("familie", PersonMethod::Familie),
        ("navne3", PersonMethod::Navne3),
        ("NAVNE3", PersonMethod::Navne3),
        ("Adresse4", PersonMethod::Adresse4),
    ] {
        let request = GctpRequest::parse(&message(name, &pnr));
        assert_eq!(request, person(method), "{name}");
        assert_eq!(request.unwrap().method(), method.into());
    }
    for name in ["", "NVNSOG2", "ADRESSE3"] {
        assert_eq!(
            GctpRequest::parse(&message(name, &pnr)),
            Err(GctpError::UnknownMethod),
            "{name}"
        );
    }
}

/// As ADR, NDK.Framework and CPR Broker write it.
#[test]
fn message_is_read_in_any_white_space_with_declaration_and_comments() {
    let text = "\n  <?xml version=\"1.0\" encoding=\"utf-8\" ?>\r\n<Gctp v=\"1.0\" >\r\n\t<System r=\"CprSoeg\">\
        <Service r=\"NAVNE3\"><CprServiceHeader r='navne3'><Key><!--the number-->\
        <Field r=\"PNR\" v=\" 0101701234 \"/><Field r=\"AKX\" v=\"X\"/><Field v='100' r='MAXA'></Field>\
        </Key></CprServiceHeader></Service>\r\n</System></Gctp>\n";
    assert_eq!(GctpRequest::parse(text), person(PersonMethod::Navne3));
    assert_eq!(GctpRequest::parse_bytes(text.as_bytes()), person(PersonMethod::Navne3));
    assert_eq!(GctpRequest::parse_bytes(b"<Gctp \xf8/>"), Err(GctpError::NotWellFormed));
}

#[test]
fn header_may_be_silent_and_not_name_another_method() {
    let pnr = field("PNR", "0101701234");
    let silent =
        message("Stam+", &pnr).replace("<CprServiceHeader r=\"Stam+\">", "<CprServiceHeader>");
    assert_eq!(GctpRequest::parse(&silent), person(PersonMethod::StamPlus));
    let other = message("Stam+", &pnr).replace("Header r=\"Stam+\"", "Header r=\"Familie+\"");
    assert_eq!(GctpRequest::parse(&other), Err(GctpError::OtherMethod));
}

#[test]
fn missing_and_repeated_elements_are_named() {
    let whole = message("Stam+", &field("PNR", "0101701234"));
    for name in ["System", "Service", "CprServiceHeader", "Key"] {
        let (open, close) = (format!("<{name}"), format!("</{name}>"));
        let missing = whole.replace(&open, "<Other").replace(&close, "</Other>");
        let missing = if name == "Service" {
            missing.replace("<OtherHeader", "<CprServiceHeader")
        } else {
            missing
        };
        assert_eq!(GctpRequest::parse(&missing), Err(GctpError::MissingElement(name)), "{missing}");
        let repeated = whole.replace(&close, &format!("{close}<{name}/>"));
        assert_eq!(
            GctpRequest::parse(&repeated),
            Err(GctpError::RepeatedElement(name)),
            "{repeated}"
        );
    }
    assert_eq!(GctpRequest::parse("<root/>"), Err(GctpError::MissingElement("Gctp")));
}

#[test]
fn number_must_be_there_once_with_ten_digits() {
    let with = |key: &str| GctpRequest::parse(&message("Stam+", key));
    let missing = Err(GctpError::MissingField(KeyField::Pnr, None));
    assert_eq!(with(""), missing);
    assert_eq!(with("<Field r='PNR' v=''/>"), missing);
    assert_eq!(with("<Field r='PNR'/>"), missing);
    for value in ["010170-1234", "010170123", "01017012345", "x"] {
        assert_eq!(
            with(&field("PNR", value)),
            Err(GctpError::InvalidField(KeyField::Pnr)),
            "{value}"
        );
    }
    let twice = |second| with(&(field("PNR", "0101701234") + &field("pnr", second)));
    assert_eq!(twice("0101701234"), person(PersonMethod::StamPlus));
    assert_eq!(twice("0202801234"), Err(GctpError::RepeatedField(KeyField::Pnr)));
}

#[test]
fn fields_of_another_method_are_refused_unless_they_are_empty() {
    let with = |name, value| {
        GctpRequest::parse(&message("Stam+", &(field("PNR", "0101701234") + &field(name, value))))
    };
    for name in ["VEJK", "KON", "DTO", ""] {
        assert_eq!(with(name, "1"), Err(GctpError::UnknownField), "{name}");
        assert_eq!(with(name, " "), person(PersonMethod::StamPlus), "{name}");
    }
    for name in ["AKX", "AIA", "MAXA", "REST"] {
        assert_eq!(with(name, "X"), person(PersonMethod::StamPlus), "{name}");
    }
    assert_eq!(search(&[("PNR", "0101701234")]), Err(GctpError::UnknownField));
    assert!(search(&[("PNR", ""), ("AKX", "X")]).is_ok());
}

#[test]
fn search_needs_a_road_and_a_place() {
    let key = address(&[("VEJK", "0015"), ("POST", "0800")]).unwrap();
    assert_eq!(
        (key.road.code(), key.place.postal_code()),
        (RoadCode::from_register(b"0015"), PostalCode::from_register(b"0800"))
    );
    assert_eq!((key.road.names().len(), key.place.municipality()), (0, None));
    let key = address(&[("VNVN", "Ågade "), ("KOMK", "851")]).unwrap();
    assert_eq!(key.road.names(), [SearchText::new("ågade")]);
    assert_eq!(key.place.municipality(), "0851".parse().ok());
    let road = Err(GctpError::MissingField(KeyField::Vejk, Some(KeyField::Vnvn)));
    assert_eq!(address(&[("POST", "9000"), ("HNR", "15")]), road);
    let place = Err(GctpError::MissingField(KeyField::Post, Some(KeyField::Komk)));
    assert_eq!(address(&[("VEJK", "4711"), ("HNR", "15")]), place);
}

/// CPR Broker writes a road's whole name and its name in addresses as two fields of one name.
#[test]
fn road_may_have_two_names() {
    let names = |list: &[&str]| {
        let mut fields = vec![("POST", "9000")];
        fields.extend(list.iter().map(|name| ("VNVN", *name)));
        address(&fields).map(|key| key.road.names().len())
    };
    assert_eq!(names(&["Doktor Annas Alle", "Dr Annas Alle"]), Ok(2));
    assert_eq!(names(&["Ågade", "ÅGADE "]), Ok(1));
    assert_eq!(names(&["a", "b", "c"]), Err(GctpError::RepeatedField(KeyField::Vnvn)));
}

#[test]
fn search_fields_are_read() {
    let key = search(&[
        ("HNR", "0091"),
        ("BNR", "B12"),
        ("ETAG", "01"),
        ("SIDO", "00tv"),
        ("NVN", "Holm-Birk,Bo"),
        ("NVN3", "Finn"),
        ("KON", "m"),
        ("STAF", "01"),
        ("STB", "5100"),
    ]);
    let key = key.unwrap();
    let part = |text| Some(AddressPart::new(text));
    assert_eq!((key.house_number, key.building_number), (part("91"), part("b12")));
    assert_eq!((key.floor, key.door), (part("1"), part("tv")));
    assert_eq!(key.names, ["holm-birk", "bo", "finn"].map(SearchText::new));
    assert_eq!((key.sex, key.citizenship), (Some(Sex::Male), "5100".parse().ok()));
    assert_eq!(key.status_from.map(civil::Status::to_integer), Some(1));
    assert_eq!((key.max_rows, key.wants_total, key.from), (limits::ROWS, false, None));
}

#[test]
fn pages_are_read_from_rest_and_from_aia() {
    let page = |fields: &[(&str, &str)]| {
        let key = search(fields).unwrap();
        (key.max_rows, key.wants_total, key.from.is_some())
    };
    assert_eq!(page(&[("MAXA", "20"), ("AIA", "X")]), (20, true, false));
    assert_eq!(page(&[("MAXA", "20"), ("REST", "0101701234")]), (20, false, true));
    assert_eq!(page(&[("MAXA", "020"), ("AIA", "0101701234")]), (20, false, true));
}

#[test]
fn search_fields_are_limited_at_the_limit_and_one_past_it() {
    let fields = [
        ("HNR", limits::HOUSE_NUMBER, "1"),
        ("BNR", limits::BUILDING_NUMBER, "1"),
        ("ETAG", limits::FLOOR, "1"),
        ("SIDO", limits::DOOR, "å"),
        ("NVN", limits::NAME, "å"),
        ("NVN1", limits::NAME, "å"),
        ("NVN2", limits::NAME, "å"),
        ("NVN3", limits::NAME, "å"),
        ("VNVN", limits::ROAD_NAME, "å"),
        ("MAXA", limits::ROWS_DIGITS, "1"),
        ("STB", 4, "1"),
        ("STAF", 2, "1"),
        ("REST", 10, "1"),
    ];
    for (name, limit, letter) in fields {
        assert!(search(&[(name, &letter.repeat(limit))]).is_ok(), "{name}");
        let error = GctpError::InvalidField(KeyField::named(name).unwrap());
        assert_eq!(search(&[(name, &letter.repeat(limit + 1))]), Err(error), "{name}");
    }
    for (rows, read) in [("499", 499), ("500", 500), ("501", 500)] {
        assert_eq!(search(&[("MAXA", rows)]).unwrap().max_rows, read);
    }
}

#[test]
fn what_a_search_field_cannot_hold_is_refused() {
    for (name, value) in [
        ("KON", "F"),
        ("STAF", "1"),
        ("STAF", "xx"),
        ("STB", "DK"),
        ("MAXA", "0"),
        ("MAXA", "+20"),
        ("MAXA", "x"),
        ("REST", "X"),
    ] {
        let error = GctpError::InvalidField(KeyField::named(name).unwrap());
        assert_eq!(search(&[(name, value)]), Err(error), "{name}={value}");
    }
    for (name, value) in [("VEJK", "0"), ("POST", "90000"), ("KOMK", "x")] {
        let other = if name == "VEJK" { ("KOMK", "0851") } else { ("VEJK", "4711") };
        let error = GctpError::InvalidField(KeyField::named(name).unwrap());
        assert_eq!(address(&[(name, value), other]), Err(error), "{name}={value}");
    }
}

#[test]
fn request_shows_nothing_of_the_message() {
    let key = search(&[("NVN", "Ottilie"), ("HNR", "91"), ("REST", "0101701234")]).unwrap();
    let shown = format!("{:?}", GctpRequest::Adrsog1(Box::new(key)));
    for secret in ["ottilie", "91", "4711", "851", "0101701234"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let shown = format!("{:?}", person(PersonMethod::StamPlus));
    assert!(!shown.contains("0101701234"), "{shown}");
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_a_request_or_an_error(bytes: Vec<u8>) {
        let _ = GctpRequest::parse_bytes(&bytes);
    }

    /// Pieces of messages, put together anyhow.
    #[test]
    fn anything_like_a_message_is_a_request_or_an_error_without_its_content(
        method in "(Stam[+]|ADRSOG1|x7391x)",
        fields in proptest::collection::vec(("(PNR|VEJK|KOMK|POST|HNR|KON|MAXA|x7391x)", "([0-9A-Z ]{0,11}|x7391x)"), 0..6),
    ) {
        let key: String = fields.iter().map(|(name, value)| field(name, value)).collect();
        if let Err(error) = GctpRequest::parse(&message(&method, &key)) {
            let text = format!("{error} {error:?} {}", error.danish());
            proptest::prop_assert!(!text.contains("x7391x"), "{}", text);
        }
    }
}
