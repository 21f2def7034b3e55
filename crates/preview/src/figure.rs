/// A figure as the caller may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure(Option<u64>);

impl Figure {
    /// A figure that the caller may not see.
    pub const HIDDEN: Self = Self(None);

    pub(crate) const fn shown(value: u64) -> Self {
        Self(Some(value))
    }

    /// The figure; `None` when it is hidden.
    pub const fn get(self) -> Option<u64> {
        self.0
    }
}
