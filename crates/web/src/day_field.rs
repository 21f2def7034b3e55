use jiff::civil::Date;

/// Reads a day as people write it: `31.12.2026`, `2026-12-31`, `31/12-26`, `31-12-2026`. `None` for what is none.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['.', '-', '/']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4);
    let year = match (number(year)?, year.len()) {
        (year, 4) => year,
        (year, 2) => 2000 + year,
        _ => return None,
    };
    Date::new(year, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn day_is_read_as_people_write_it() {
        for text in ["31.12.2026", " 2026-12-31 ", "31/12-26", "31-12-2026", "31.12.26"] {
            assert_eq!(read_day(text), Some(date(2026, 12, 31)), "{text}");
        }
        assert_eq!(read_day("1.2.2026"), Some(date(2026, 2, 1)));
        for text in ["", "31.11.2026", "31.12", "31.12.026", "i morgen", "1.2.3.4", "-1.2.2026"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
