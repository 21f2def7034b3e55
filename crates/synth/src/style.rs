use extract::{DayLayouts, Form, Writer};

use crate::standard_address::StandardAddress;

/// How the records of a file are written.
#[derive(Debug)]
pub(crate) struct Style {
    pub(crate) form: Form,
    /// Those of the file's day.
    pub(crate) layouts: DayLayouts,
    pub(crate) standard_address: StandardAddress,
}

impl Style {
    /// A writer of a file, or of a part of it.
    pub(crate) fn writer(&self) -> Writer {
        Writer::with_layouts(self.form, self.layouts.clone())
    }
}
