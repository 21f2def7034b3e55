use crate::element::{Element, NotXml};
use crate::limits;

/// What a sender says of a file that it has uploaded (`out.md` 2). Values are as sent, without surrounding white space;
/// whether they are true is for others to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The file's name.
    pub file_name: String,
    /// Its length in bytes.
    pub size: u64,
    /// The account that sends it.
    pub sender: String,
    /// The sender's own id of it.
    pub senders_file_id: Option<String>,
    /// The accounts that are to have it, one or more.
    pub recipients: Vec<String>,
    /// What the sender says of its content.
    pub content: Content,
}

/// The content of a `FileContentDescriptor`, which is copied and not read: an element `FileContentDescriptor` with the
/// declarations of the namespaces around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content(String);

impl Content {
    /// An empty one.
    pub fn empty() -> Self {
        Self("<FileContentDescriptor/>".to_owned())
    }

    /// One with this XML inside, which must be well-formed.
    pub fn of(inner: &str) -> Self {
        Self(format!("<FileContentDescriptor>{inner}</FileContentDescriptor>"))
    }

    /// The element.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One that was stored.
    pub const fn from_stored(element: String) -> Self {
        Self(element)
    }
}

/// Not a trigger; with the sender's id of the file, where it could be read, because the receipt repeats it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTrigger {
    /// Not well-formed, a document type, or over a limit.
    #[error("the trigger is not valid XML of at most {max} bytes", max = limits::TRIGGER)]
    NotXml,
    /// Well-formed, and not what the schema says.
    #[error("the trigger does not follow the schema")]
    NotSchema {
        /// The sender's id.
        senders_file_id: Option<String>,
    },
}

impl Trigger {
    /// Reads a trigger: UTF-8 or UTF-16, any prefix, an XML declaration or none.
    ///
    /// # Errors
    /// [`InvalidTrigger`].
    pub fn parse(bytes: &[u8]) -> Result<Self, InvalidTrigger> {
        if bytes.len() > limits::TRIGGER {
            return Err(InvalidTrigger::NotXml);
        }
        let text = text::decode(bytes).map_err(|_| InvalidTrigger::NotXml)?;
        let root = Element::parse(&text).map_err(|NotXml| InvalidTrigger::NotXml)?;
        let descriptor = if root.is_root("Trigger") { one(&root, "FileDescriptor") } else { None };
        let read = |descriptor| Self::read(&root, descriptor, &text);
        descriptor.and_then(read).ok_or_else(|| InvalidTrigger::NotSchema {
            senders_file_id: descriptor.and_then(senders_file_id).flatten(),
        })
    }

    fn read(root: &Element, descriptor: &Element, text: &str) -> Option<Self> {
        let recipients: Vec<&Element> = descriptor.children("Recipients").collect();
        let is_some = (1..=limits::RECIPIENTS).contains(&recipients.len());
        let recipients = recipients.into_iter().map(short).collect::<Option<Vec<_>>>();
        let content = match root.children("FileContentDescriptor").count() {
            0 => Content::empty(),
            1 => content(one(root, "FileContentDescriptor")?, text),
            _ => return None,
        };
        Some(Self {
            file_name: short(one(descriptor, "FileName")?)?,
            size: one(descriptor, "SizeInBytes")?.text().parse().ok()?,
            sender: short(one(descriptor, "Sender")?)?,
            senders_file_id: senders_file_id(descriptor)?,
            recipients: recipients.filter(|_| is_some)?,
            content,
        })
    }
}

/// The one child of that name.
fn one<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    let mut named = element.children(name);
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

/// The sender's id, which need not be there; `None` when it is there and cannot be one.
fn senders_file_id(descriptor: &Element) -> Option<Option<String>> {
    match descriptor.children("SendersFileId").count() {
        0 => Some(None),
        _ => {
            short(one(descriptor, "SendersFileId")?).map(|id| Some(id).filter(|id| !id.is_empty()))
        }
    }
}

/// A text of the schema's length, on one line.
fn short(element: &Element) -> Option<String> {
    let text = element.text();
    let is_short = text.chars().count() <= limits::TEXT && !text.chars().any(char::is_control);
    is_short.then(|| text.to_owned())
}

fn content(descriptor: &Element, text: &str) -> Content {
    let inner = text.get(descriptor.inner()).unwrap_or_default().trim_ascii();
    if inner.is_empty() {
        return Content::empty();
    }
    let declarations = descriptor.declarations();
    Content(format!("<FileContentDescriptor{declarations}>{inner}</FileContentDescriptor>"))
}

#[cfg(test)]
mod tests;
