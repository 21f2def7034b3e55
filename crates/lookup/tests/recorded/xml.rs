use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// An element of a document: its depth, its name, and its attributes in their order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Element {
    depth: usize,
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn new(depth: usize, start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = unescape(&attribute.value).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        let attributes = attributes.collect();
        Self { depth, name: start.name().as_ref().to_owned(), attributes }
    }

    /// The value of a `Field` of that name; `None` for other elements.
    pub(crate) fn value_of_field(&self, name: &str) -> Option<&str> {
        let value = |attribute: &str| {
            let found = self.attributes.iter().find(|(name, _)| name == attribute);
            found.map(|(_, value)| value.as_str())
        };
        (self.name == "Field" && value("r") == Some(name)).then(|| value("v")).flatten()
    }
}

/// All elements of a document in their order. White space between them makes no difference, other text is refused.
pub(crate) fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut depth, mut found) = (0, Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                found.push(Element::new(depth, &start));
                depth += 1;
            }
            Event::Empty(start) => found.push(Element::new(depth, &start)),
            Event::End(_) => depth -= 1,
            Event::Text(text) => assert!(text.xml10_content().trim().is_empty()),
            Event::Decl(_) => {}
            Event::Eof => return found,
            other => panic!("{other:?}"),
        }
    }
}
