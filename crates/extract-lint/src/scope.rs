/// What a file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The persons who changed: relatives may be elsewhere.
    #[default]
    Changes,
    /// Everyone: a number that is not in the file does not exist.
    WholeRegister,
}
