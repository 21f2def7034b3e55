use std::str::FromStr;

/// The sex as the register has it (`001.KOEN`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `K`, kvinde.
    Female,
    /// `M`, mand.
    Male,
}

/// Neither `K` nor `M`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sex is K or M")]
pub struct InvalidSex;

impl FromStr for Sex {
    type Err = InvalidSex;

    fn from_str(text: &str) -> Result<Self, InvalidSex> {
        match text {
            "K" | "k" => Ok(Self::Female),
            "M" | "m" => Ok(Self::Male),
            _ => Err(InvalidSex),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_in_any_case_is_read() {
        assert_eq!(("k".parse(), "M".parse()), (Ok(Sex::Female), Ok(Sex::Male)));
        assert_eq!("F".parse::<Sex>(), Err(InvalidSex));
    }
}
