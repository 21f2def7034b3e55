/// The first `most` of a list, and how many more there are. When everything is wrong, the first ones are enough.
pub(super) fn excerpt<T>(all: impl IntoIterator<Item = T>, most: usize) -> (Vec<T>, usize) {
    let mut all = all.into_iter();
    let first = all.by_ref().take(most).collect();
    (first, all.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpt_of_as_many_as_it_may_have_leaves_none_and_one_more_is_counted() {
        assert_eq!(excerpt([1, 2], 2), (vec![1, 2], 0));
        assert_eq!(excerpt([1, 2, 3], 2), (vec![1, 2], 1));
    }
}
