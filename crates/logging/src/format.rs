/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text; with colours for a terminal.
    Text {
        /// Whether it is coloured.
        ansi: bool,
    },
    /// One JSON object a line.
    Json,
}
