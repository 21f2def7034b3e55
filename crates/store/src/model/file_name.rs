/// The first name, counted from `first`, that no file in an account's folder has or ever had. Names
/// are never used again.
///
/// # Errors
/// The error of `is_taken`.
pub fn free_name<E>(
    first: u64,
    name: impl Fn(u64) -> String,
    mut is_taken: impl FnMut(&str) -> Result<bool, E>,
) -> Result<String, E> {
    let mut number = first;
    loop {
        let name = name(number);
        if !is_taken(&name)? {
            return Ok(name);
        }
        number += 1;
    }
}

/// The name of a day's data file. A second one of that name gets a number.
pub(crate) fn day_name(wanted: &str, number: u64) -> String {
    match number {
        1 => wanted.to_owned(),
        number => format!("{wanted}.{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_that_is_free_is_the_first_that_nothing_has() {
        let taken = ["d260105", "d260105.2", "d260105.4"];
        let free = |first| {
            let is_taken = |name: &str| Ok::<bool, ()>(taken.contains(&name));
            free_name(first, |number| day_name("d260105", number), is_taken).unwrap()
        };
        assert_eq!(free(1), "d260105.3");
        assert_eq!(free(4), "d260105.5");
    }

    #[test]
    fn name_that_cannot_be_looked_up_is_none() {
        assert_eq!(free_name(1, |number| day_name("x", number), |_| Err("why")), Err("why"));
    }
}
