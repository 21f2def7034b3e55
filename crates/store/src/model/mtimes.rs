//! The mtimes of delivered files (`delivery.md`). Some clients fetch only files newer than the last
//! one, and some skip files newer than their clock. So mtimes rise within an account, and none is
//! in the future.

/// Rising mtimes for `files` files, up to now and after the last one given: a second for each if
/// there are enough, else shared evenly. After a clock was set back there is none left, and all are
/// now.
pub(crate) fn next_mtimes(last: i64, now: i64, files: usize) -> impl Iterator<Item = i64> {
    let files = i64::try_from(files).unwrap_or(i64::MAX).max(1);
    let room = now.saturating_sub(last).clamp(0, files);
    (1..=files).map(move |file| {
        now - room + (file * room).div_euclid(files) + i64::from(file * room % files > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(last: i64, files: usize) -> Vec<i64> {
        next_mtimes(last, 100, files).collect()
    }

    #[test]
    fn mtimes_where_there_is_room_are_a_second_for_each_up_to_now() {
        assert_eq!(of(0, 1), [100]);
        assert_eq!(of(0, 3), [98, 99, 100]);
        assert_eq!(of(97, 3), [98, 99, 100]);
    }

    #[test]
    fn mtimes_where_there_is_none_share_what_there_is_evenly() {
        assert_eq!(of(98, 4), [99, 99, 100, 100]);
        assert_eq!(of(97, 4), [98, 99, 100, 100]);
        assert_eq!(of(100, 3), [100; 3]);
        assert_eq!(of(5000, 2), [100; 2], "the clock was ahead, and is right again");
    }

    proptest::proptest! {
        #[test]
        fn mtimes_rise_after_the_last_and_never_ahead(last in 0i64..200, files in 1usize..300) {
            let given = of(last, files);
            proptest::prop_assert_eq!(given.len(), files);
            proptest::prop_assert!(given.is_sorted() && given.last() == Some(&100));
            proptest::prop_assert!(last >= 100 || given[0] > last);
            let distinct = given.iter().collect::<std::collections::BTreeSet<_>>().len() as i64;
            proptest::prop_assert_eq!(distinct, (100 - last).clamp(1, files as i64));
        }
    }
}
