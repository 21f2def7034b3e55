use std::fmt;

/// The fields of a form, or of a query. Not shown: there are passwords among them.
#[derive(Clone, Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
    /// Files that go with it, by the name of the field. Empty ones are none.
    files: Vec<(String, Vec<u8>)>,
}

impl Form {
    /// Reads `name=value&…`. What is not UTF-8 becomes U+FFFD, which no field takes for anything.
    pub(crate) fn read(text: &[u8]) -> Self {
        let fields = form_urlencoded::parse(text);
        let fields = fields.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Self { fields: fields.collect(), files: Vec::new() }
    }

    /// Adds a field.
    pub(crate) fn add(&mut self, name: String, value: String) {
        self.fields.push((name, value));
    }

    /// Adds a file.
    pub(crate) fn add_file(&mut self, name: String, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.files.push((name, bytes));
        }
    }

    /// The bytes of a file; `None` when none was sent.
    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        let found = self.files.iter().find(|(field, _)| field == name);
        found.map(|(_, bytes)| bytes.as_slice())
    }

    /// The value of a field; empty when it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_has_the_first_value_of_each_field() {
        let form = Form::read("navn=mette%40odder.dk&kode=a+b&kode=c&%ff=%ff".as_bytes());
        assert_eq!(
            (form.get("navn"), form.get("kode"), form.get("andet")),
            ("mette@odder.dk", "a b", "")
        );
        assert_eq!(format!("{form:?}"), "Form(…)");
    }
}
