use super::*;

const NS: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types";

/// As spsftp writes it.
fn plain(descriptor: &str, content: &str) -> String {
    format!(
        "<ns2:Trigger xmlns:ns2=\"{NS}\">\n<FileDescriptor>{descriptor}</FileDescriptor>\n{content}</ns2:Trigger>"
    )
}

const FIELDS: &str = "<FileName>hellofile</FileName><SizeInBytes>11</SizeInBytes><Sender>my-user</Sender>\
    <SendersFileId>47570fc2</SendersFileId><Recipients>other-user</Recipients>";

fn schema(id: Option<&str>) -> Result<Trigger, InvalidTrigger> {
    Err(InvalidTrigger::NotSchema { senders_file_id: id.map(str::to_owned) })
}

#[test]
fn parse_of_what_spsftp_sends_reads_every_field() {
    let trigger = plain(FIELDS, "<FileContentDescriptor>\n</FileContentDescriptor>");
    let expected = Trigger {
        file_name: "hellofile".to_owned(),
        size: 11,
        sender: "my-user".to_owned(),
        senders_file_id: Some("47570fc2".to_owned()),
        recipients: vec!["other-user".to_owned()],
        content: Content::empty(),
    };
    assert_eq!(Trigger::parse(trigger.as_bytes()), Ok(expected.clone()));
    let without = plain(FIELDS, "");
    assert_eq!(Trigger::parse(without.as_bytes()), Ok(expected));
}

/// As os2forms_fordelingskomponent writes it: another prefix, a declaration, many namespaces, dynamic routing.
#[test]
fn parse_of_what_fordelingskomponenten_sends_keeps_the_content_with_its_namespaces() {
    let trigger = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sftp:Trigger xmlns:sftp=\"{NS}\" xmlns:add=\"urn:oio:a\">\
         <FileDescriptor><FileName> os2forms_x_æ ø.pdf\n</FileName><SizeInBytes>\n 5 </SizeInBytes>\
         <Sender>a</Sender><Recipients>ROUTING_V1_0_0</Recipients></FileDescriptor><FileContentDescriptor>\
         <add:Info add:x='1'>a &amp; b</add:Info></FileContentDescriptor></sftp:Trigger>"
    );
    let trigger = Trigger::parse(trigger.as_bytes()).unwrap();
    assert_eq!((&*trigger.file_name, trigger.size), ("os2forms_x_æ ø.pdf", 5));
    assert_eq!(trigger.senders_file_id, None);
    let expected = format!(
        "<FileContentDescriptor xmlns:sftp=\"{NS}\" xmlns:add=\"urn:oio:a\"><add:Info add:x='1'>a &amp; b</add:Info>\
         </FileContentDescriptor>"
    );
    assert_eq!(trigger.content.as_str(), expected);
}

#[test]
fn parse_with_a_default_namespace_or_in_utf16_reads_the_same() {
    let plain = plain(FIELDS, "");
    let expected = Trigger::parse(plain.as_bytes()).unwrap();
    let default = plain.replace("ns2:", "").replace("xmlns:ns2", "xmlns");
    let default = default.replace("<Trigger xmlns:=", "<Trigger xmlns=");
    let default = default.replace("<Trigger xmlns:ns2", "<Trigger xmlns");
    assert_eq!(Trigger::parse(default.as_bytes()).unwrap(), expected);
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(plain.chars())
        .flat_map(|letter| (letter as u16).to_le_bytes())
        .collect();
    assert_eq!(Trigger::parse(&utf16).unwrap(), expected);
}

#[test]
fn parse_of_several_recipients_keeps_their_order() {
    let several = FIELDS.replace(
        "<Recipients>other-user</Recipients>",
        &(0..limits::RECIPIENTS)
            .map(|n| format!("<Recipients>r{n}</Recipients>"))
            .collect::<String>(),
    );
    let trigger = Trigger::parse(plain(&several, "").as_bytes()).unwrap();
    assert_eq!(trigger.recipients.len(), limits::RECIPIENTS);
    assert_eq!(trigger.recipients[1], "r1");
    let one_more = format!("{several}<Recipients>x</Recipients>");
    assert_eq!(Trigger::parse(plain(&one_more, "").as_bytes()), schema(Some("47570fc2")));
}

#[test]
fn parse_of_what_is_not_xml_is_refused() {
    let sound = plain(FIELDS, "");
    for wrong in [
        String::new(),
        "x".to_owned(),
        sound.replace("</ns2:Trigger>", ""),
        format!("{sound}<x/>"),
        format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{sound}"),
        sound.replace("hellofile", "&a;"),
        sound.replace("hellofile", "&#1;"),
        sound.replace("hellofile", "<p:x/>"),
        sound.replace("<FileName>", "<FileName p:x='1'>"),
        sound.replace("<FileName>", "<FileName x='1' x='1'>"),
        sound.replace("<Sender>", "<Sendr>"),
    ] {
        assert_eq!(Trigger::parse(wrong.as_bytes()), Err(InvalidTrigger::NotXml), "{wrong}");
    }
    assert_eq!(Trigger::parse(b"<a>\xe6</a>"), Err(InvalidTrigger::NotXml), "latin-1");
}

#[test]
fn parse_of_what_the_schema_does_not_have_is_refused_with_the_senders_id() {
    let id = Some("47570fc2");
    let without = |what: &str| plain(&FIELDS.replace(what, ""), "");
    for (wrong, id) in [
        ("<Trigger/>".to_owned(), None),
        (format!("<a:TechnicalReceipt xmlns:a='{NS}'/>"), None),
        (plain(FIELDS, "").replace(NS, "urn:x"), None),
        (plain(FIELDS, "").replace("FileDescriptor>", "Descriptor>"), None),
        (without("<FileName>hellofile</FileName>"), id),
        (without("<SizeInBytes>11</SizeInBytes>"), id),
        (without("<Sender>my-user</Sender>"), id),
        (without("<Recipients>other-user</Recipients>"), id),
        (plain(&FIELDS.replace("11", "-1"), ""), id),
        (plain(&FIELDS.replace("11", "1 1"), ""), id),
        (plain(&FIELDS.replace("11", "18446744073709551616"), ""), id),
        (plain(&format!("{FIELDS}<FileName>x</FileName>"), ""), id),
        (plain(&format!("{FIELDS}<SendersFileId>x</SendersFileId>"), ""), None),
        (plain(&FIELDS.replace("my-user", "my\u{85}user"), ""), id),
        (plain(FIELDS, "<FileContentDescriptor/><FileContentDescriptor/>"), id),
    ] {
        assert_eq!(Trigger::parse(wrong.as_bytes()), schema(id), "{wrong}");
    }
}

#[test]
fn texts_and_the_whole_have_a_largest_length() {
    let named = |letters: usize| plain(&FIELDS.replace("hellofile", &"ø".repeat(letters)), "");
    assert!(Trigger::parse(named(limits::TEXT).as_bytes()).is_ok());
    assert_eq!(Trigger::parse(named(limits::TEXT + 1).as_bytes()), schema(Some("47570fc2")));
    let sound = plain(FIELDS, "");
    let padded = |length: usize| format!("{sound}{}", " ".repeat(length - sound.len()));
    assert!(Trigger::parse(padded(limits::TRIGGER).as_bytes()).is_ok());
    let long = Trigger::parse(padded(limits::TRIGGER + 1).as_bytes());
    assert_eq!(long, Err(InvalidTrigger::NotXml));
}

#[test]
fn elements_depth_and_attributes_have_a_largest_number() {
    let with = |content: &str| {
        let content = format!("<FileContentDescriptor>{content}</FileContentDescriptor>");
        Trigger::parse(plain(FIELDS, &content).as_bytes()).is_ok()
    };
    // The root and the descriptors are elements too.
    let others = 8;
    assert!(with(&"<a/>".repeat(limits::ELEMENTS - others)));
    assert!(!with(&"<a/>".repeat(limits::ELEMENTS - others + 1)));
    let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(with(&deep(limits::DEPTH - 2)) && !with(&deep(limits::DEPTH - 1)));
    let wide = |number: usize| {
        let attributes: String = (0..number).map(|n| format!(" a{n}='1'")).collect();
        format!("<a{attributes}/>")
    };
    assert!(with(&wide(limits::ATTRIBUTES)) && !with(&wide(limits::ATTRIBUTES + 1)));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_a_trigger_or_none(bytes: Vec<u8>) {
        let _ = Trigger::parse(&bytes);
    }

    /// What is copied can be read again, by itself.
    #[test]
    fn content_stands_by_itself(inner in "(<a:b c=\"[a-z]{0,3}\">[a-zæ &&[^&]]{0,5}</a:b>|<!-- x -->|&amp;|<d/>){0,6}") {
        let content = format!("<FileContentDescriptor xmlns:a='urn:\"x'>{inner}</FileContentDescriptor>");
        let trigger = Trigger::parse(plain(FIELDS, &content).as_bytes()).unwrap();
        proptest::prop_assert!(Element::parse(trigger.content.as_str()).is_ok(), "{}", trigger.content.as_str());
        proptest::prop_assert!(trigger.content.as_str().contains(inner.trim_ascii()));
    }
}
