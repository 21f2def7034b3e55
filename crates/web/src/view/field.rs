/// A field of a form.
pub(crate) struct Field {
    /// Its name in what is sent, and its `id`.
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    /// What is wrong with the value.
    pub(crate) wrong: Option<String>,
    pub(crate) is_required: bool,
    pub(crate) kind: FieldKind,
}

/// How a field is filled in.
pub(crate) enum FieldKind {
    Text,
    /// Digits.
    Digits,
    /// Lines of text, so many to see.
    Area(u8),
    File,
    /// One of some values, each with its words.
    Select(Vec<(String, String)>),
    Hidden,
    /// Yes or no.
    Check,
}

impl Field {
    /// A line of text.
    pub(crate) fn text(
        name: &'static str,
        label: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        Self {
            name,
            label: label.into(),
            hint: String::new(),
            value: value.into(),
            wrong: None,
            is_required: false,
            kind: FieldKind::Text,
        }
    }

    /// What is sent and not seen.
    pub(crate) fn hidden(name: &'static str, value: impl Into<String>) -> Self {
        Self { kind: FieldKind::Hidden, ..Self::text(name, "", value) }
    }

    /// One of some values.
    pub(crate) fn select(
        name: &'static str,
        label: impl Into<String>,
        choices: Vec<(String, String)>,
        value: impl Into<String>,
    ) -> Self {
        Self { kind: FieldKind::Select(choices), ..Self::text(name, label, value) }
    }

    /// The same, of another kind.
    #[must_use]
    pub(crate) fn of(self, kind: FieldKind) -> Self {
        Self { kind, ..self }
    }

    /// The same with a hint.
    #[must_use]
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same, which has to be filled in.
    #[must_use]
    pub(crate) fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// The same with what is wrong with its value, if anything is.
    #[must_use]
    pub(crate) fn wrong(self, wrong: Option<String>) -> Self {
        Self { wrong, ..self }
    }

    /// The `id`s of what describes it.
    pub(crate) fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let wrong = self.wrong.is_some().then(|| format!("{}-wrong", self.name));
        [hint, wrong].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
