use std::borrow::Cow;

/// A value as every engine stores it. Flags are 0 and 1, times are milliseconds since 1970 (UTC),
/// dates and UUIDs are text.
#[derive(Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

/// The values for a statement's `?1`, `?2` …, in this order.
macro_rules! values {
    ($($value:expr),+ $(,)?) => { [$($crate::db::Value::from($value)),+] };
}

pub(crate) use values;

impl Value<'_> {
    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub(crate) const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_small_number {
    ($($number:ty),+) => {
        $(impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Int(number.into())
            }
        })+
    };
}

from_small_number!(bool, u8, u16, u32, i64);

/// Lengths, counts and persons' numbers: none is larger than what an engine can hold.
macro_rules! from_large_number {
    ($($number:ty),+) => {
        $(impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
            }
        })+
    };
}

from_large_number!(u64, usize);

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_no_engine_holds_are_the_largest_that_it_does() {
        assert!(Value::from(u64::MAX) == Value::Int(i64::MAX));
        assert!(Value::from(7_u64) == Value::Int(7));
    }

    #[test]
    fn nothing_is_null_and_flags_are_numbers() {
        assert!(Value::from(None::<&str>) == Value::Null);
        assert!(values![true, false, Some("x")] == [Value::Int(1), Value::Int(0), "x".into()]);
    }
}
