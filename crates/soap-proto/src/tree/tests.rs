use super::*;

fn code(text: &str) -> FaultCode {
    Element::parse(text).unwrap_err().fault_code()
}

#[test]
fn reads_text_entities_and_cdata() {
    let root = Element::parse("<a:x xmlns:a='u'> 1&amp;&#50;<![CDATA[<3>]]><b/> </a:x>").unwrap();
    assert_eq!((root.name(), root.text()), ("x", "1&2<3>"));
    assert_eq!(root.children().len(), 1);
}

#[test]
fn document_types_and_entities_are_refused() {
    let bomb = "<!DOCTYPE l [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x>&b;</x>";
    assert_eq!(code(bomb), FaultCode::MalformedXml);
    assert_eq!(code("<x>&lol;</x>"), FaultCode::MalformedXml);
    assert_eq!(code("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>"), FaultCode::MalformedXml);
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "",
        " ",
        "x",
        "<x>",
        "<x></y>",
        "<x/><y/>",
        "<x/>y",
        "</x>",
        "<x",
        "<x>&#xFFFFFFFF;</x>",
        "<x><?xml version='1.0'?></x>",
        "<x><!-- a -- b --></x>",
    ] {
        assert_eq!(code(text), FaultCode::MalformedXml, "{text}");
    }
}

#[test]
fn ignored_attributes_must_be_well_formed() {
    for text in [
        "<x a='1' a='2'/>",
        "<x a=1/>",
        "<x a/>",
        "<x a=/>",
        "<x a='1' a/>",
        "<x a='1></x>",
        "<x a='<'/>",
        "<x a='&lol;'/>",
        "<x a='&#1;'/>",
    ] {
        assert_eq!(code(text), FaultCode::MalformedXml, "{text}");
    }
    let last_of_many = |name: &str| {
        let list: String = (1..limits::ATTRIBUTES).map(|n| format!(" a{n}='1'")).collect();
        format!("<x{list} {name}='1'/>")
    };
    assert!(Element::parse(&last_of_many("b")).is_ok());
    assert_eq!(code(&last_of_many("a1")), FaultCode::MalformedXml);
    assert!(Element::parse("<x a='&lt;&#38;' b = \"'\"/>").is_ok());
}

#[test]
fn characters_that_xml_has_not_are_refused() {
    for text in ["<x>\u{1b}[2J</x>", "<x>&#27;[2J</x>", "<x>\0</x>", "<x>\u{ffff}</x>"] {
        assert_eq!(code(text), FaultCode::MalformedXml, "{text:?}");
    }
    assert!(Element::parse("<x>\t\r\n&#9; \u{d7ff}\u{e000}\u{fffd}\u{10ffff}</x>").is_ok());
}

#[test]
fn an_element_shows_nothing_of_the_request() {
    let shown = format!("{:?}", Element::parse("<x>0101701234</x>").unwrap());
    assert_eq!(shown, "Element { .. }");
}

#[test]
fn limits_hold_at_the_limit_and_one_past_it() {
    let deep = |depth| format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
    assert!(Element::parse(&deep(limits::DEPTH)).is_ok());
    assert_eq!(code(&deep(limits::DEPTH + 1)), FaultCode::TooLarge);

    let wide = |children| format!("<x>{}</x>", "<y/>".repeat(children));
    assert!(Element::parse(&wide(limits::ELEMENTS - 1)).is_ok());
    assert_eq!(code(&wide(limits::ELEMENTS)), FaultCode::TooLarge);

    let attributes = |count| {
        let list: String = (0..count).map(|n| format!(" a{n}='1'")).collect();
        format!("<x{list}/>")
    };
    assert!(Element::parse(&attributes(limits::ATTRIBUTES)).is_ok());
    assert_eq!(code(&attributes(limits::ATTRIBUTES + 1)), FaultCode::TooLarge);

    let text = |length| format!("<x>{}</x>", "y".repeat(length));
    assert!(Element::parse(&text(limits::TEXT)).is_ok());
    assert_eq!(code(&text(limits::TEXT + 1)), FaultCode::TooLarge);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = Element::parse(&text);
    }

    #[test]
    fn anything_like_xml_is_read_or_refused(text in "(<[/!?]?[a-z&;#'= \\[\\]-]{0,6}>?|&[a-z#0-9]{0,4};|x){0,30}") {
        let _ = Element::parse(&text);
    }
}
