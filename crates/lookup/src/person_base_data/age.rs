use jiff::civil::Date;

/// The age in whole years on a day; `None` before the birth. Who is born on 29 February is a year older on 1 March where
/// there is no such day.
pub(super) fn age(born: Date, today: Date) -> Option<i16> {
    let has_birthday_to_come = (today.month(), today.day()) < (born.month(), born.day());
    let age = today.year() - born.year() - i16::from(has_birthday_to_come);
    (age >= 0).then_some(age)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn age_is_in_whole_years() {
        let born = date(2008, 2, 29);
        assert_eq!(age(born, date(2008, 2, 28)), None);
        assert_eq!(age(born, date(2008, 2, 29)), Some(0));
        assert_eq!(age(born, date(2026, 2, 28)), Some(17));
        assert_eq!(age(born, date(2026, 3, 1)), Some(18));
    }
}
