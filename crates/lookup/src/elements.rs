use soap_proto::XmlElement;

use crate::register_time::RegisterTime;

/// The children of an element while they are put together. What has no content is left out.
#[derive(Debug, Default)]
pub(crate) struct Elements(Vec<XmlElement>);

impl Elements {
    /// A text, unless it is empty.
    pub(crate) fn text(&mut self, name: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.always(name, text);
        }
    }

    /// A text, also an empty one.
    pub(crate) fn always(&mut self, name: &'static str, text: impl Into<String>) {
        self.0.push(XmlElement::text(name, text));
    }

    /// A text, if there is one.
    pub(crate) fn optional(&mut self, name: &'static str, text: Option<String>) {
        self.0.extend(text.map(|text| XmlElement::text(name, text)));
    }

    /// An element with others in it, also without any.
    pub(crate) fn parent(&mut self, name: &'static str, children: Self) {
        self.0.push(XmlElement::parent(name, children.0));
    }

    /// A date with its mark of uncertainty (`udato`), if there is a date.
    pub(crate) fn day(&mut self, name: &'static str, day: Option<RegisterTime>) {
        if let Some(day) = day {
            self.marked(name, day.date(), &day);
        }
    }

    /// A moment with its mark of uncertainty (`utid`), if there is one.
    pub(crate) fn moment(&mut self, name: &'static str, moment: Option<RegisterTime>) {
        if let Some(moment) = moment {
            self.marked(name, moment.date_time(), &moment);
        }
    }

    /// A date without a mark, if there is one.
    pub(crate) fn date(&mut self, name: &'static str, day: Option<RegisterTime>) {
        self.optional(name, day.map(|day| day.date()));
    }

    fn marked(&mut self, name: &'static str, dato: String, time: &RegisterTime) {
        let mut children = Self::default();
        children.always("dato", dato);
        children.text("usikkerhedsmarkering", time.mark());
        self.parent(name, children);
    }

    /// The elements.
    pub(crate) fn into_vec(self) -> Vec<XmlElement> {
        self.0
    }
}
