use super::*;

fn error(text: &str) -> GctpError {
    Element::parse(text).unwrap_err()
}

#[test]
fn attributes_are_read_with_predefined_entities() {
    let root =
        Element::parse("<a:x xmlns:a='u' r = \" &amp;&#50;&lt;\" a:v='1'><!-- --> <y/></a:x>")
            .unwrap();
    assert_eq!((root.name(), root.attribute("r"), root.attribute("v")), ("x", "&2<", ""));
    assert!(root.child("y").is_ok());
    assert_eq!(root.child("z").unwrap_err(), GctpError::MissingElement("z"));
}

#[test]
fn declaration_and_white_space_around_are_no_part() {
    for text in [
        "<?xml version='1.0'?><x/>",
        "\r\n\t <?xml version='1.0' encoding='utf-8'?>\n<x/>\n",
        "\u{feff}<x/>",
    ] {
        assert!(Element::parse(text).is_ok(), "{text}");
    }
    assert_eq!(error("<x><?xml version='1.0'?></x>"), GctpError::NotWellFormed);
    assert_eq!(error("<!-- --><?xml version='1.0'?><x/>"), GctpError::NotWellFormed);
}

#[test]
fn document_types_and_entities_are_refused() {
    let bomb = "<!DOCTYPE l [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x v='&b;'/>";
    assert_eq!(error(bomb), GctpError::DocumentType);
    assert_eq!(error("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>"), GctpError::DocumentType);
    assert_eq!(error("<x v='&lol;'/>"), GctpError::UnknownEntity);
}

#[test]
fn text_between_elements_is_refused() {
    for text in ["<x>1</x>", "<x>&lol;</x>", "<x><![CDATA[]]></x>", "x", "<x/>y"] {
        assert_eq!(error(text), GctpError::TextBetween, "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "",
        " ",
        "<x>",
        "<x></y>",
        "<x/><y/>",
        "</x>",
        "<x",
        "<x><!-- a -- b --></x>",
        "<x a='1' a='2'/>",
        "<x a=1/>",
        "<x a/>",
        "<x a='<'/>",
        "<x a='&'/>",
        "<x a='&#1;'/>",
        "<x a='&#xFFFFFFFF;'/>",
        "<x a='\u{1b}'/>",
        "<x>\0</x>",
    ] {
        assert_eq!(error(text), GctpError::NotWellFormed, "{text:?}");
    }
}

#[test]
fn element_shows_nothing_of_the_message() {
    let shown = format!("{:?}", Element::parse("<x v='0101701234'/>").unwrap());
    assert_eq!(shown, "Element { .. }");
}

#[test]
fn limits_hold_at_the_limit_and_one_past_it() {
    let deep = |depth| format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
    assert!(Element::parse(&deep(limits::DEPTH)).is_ok());
    assert_eq!(error(&deep(limits::DEPTH + 1)), GctpError::TooLarge);

    let wide = |children| format!("<x>{}</x>", "<y/>".repeat(children));
    assert!(Element::parse(&wide(limits::ELEMENTS - 1)).is_ok());
    assert_eq!(error(&wide(limits::ELEMENTS)), GctpError::TooLarge);

    let attributes = |count| {
        let list: String = (0..count).map(|n| format!(" a{n}='1'")).collect();
        format!("<x{list}/>")
    };
    assert!(Element::parse(&attributes(limits::ATTRIBUTES)).is_ok());
    assert_eq!(error(&attributes(limits::ATTRIBUTES + 1)), GctpError::TooLarge);

    let long = |length| format!("<x/>{}", " ".repeat(length - 4));
    assert!(Element::parse(&long(limits::MESSAGE)).is_ok());
    assert_eq!(error(&long(limits::MESSAGE + 1)), GctpError::TooLarge);
}

proptest::proptest! {
    #[test]
    fn anything_like_xml_is_read_or_refused(text in "(<[/!?]?[a-z&;#'= \\[\\]-]{0,6}>?|&[a-z#0-9]{0,4};|x| ){0,30}") {
        let _ = Element::parse(&text);
    }
}
