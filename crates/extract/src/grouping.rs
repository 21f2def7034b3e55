//! Collects the positions of records by person while a file is read.

/// Records of one person that are adjacent in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) person: u32,
    pub(crate) records: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Grouping {
    extents: Vec<Extent>,
}

impl Grouping {
    /// Adds the record at `start..end` to a person.
    pub(crate) fn place(&mut self, person: u32, start: usize, end: usize) {
        let (start, end) = (narrow(start), narrow(end));
        match self.extents.last_mut() {
            Some(last) if last.person == person && last.end == start => {
                last.end = end;
                last.records += 1;
            }
            _ => self.extents.push(Extent { start, end, person, records: 1 }),
        }
    }

    pub(crate) fn finish(self, persons: usize) -> Extents {
        Extents::new(self.extents, persons)
    }
}

/// All persons' extents, in the order of the file and indexed by person.
#[derive(Debug, Clone)]
pub(crate) struct Extents {
    in_order: Vec<Extent>,
    /// `by_person[first[p]..first[p + 1]]` are the indices of person `p`'s extents, rising.
    first: Vec<u32>,
    by_person: Vec<u32>,
}

impl Extents {
    fn new(in_order: Vec<Extent>, persons: usize) -> Self {
        let mut first = vec![0u32; persons + 1];
        for extent in &in_order {
            first[extent.person as usize + 1] += 1;
        }
        for person in 0..persons {
            first[person + 1] += first[person];
        }
        let mut free = first.clone();
        let mut by_person = vec![0u32; in_order.len()];
        for (index, extent) in (0u32..).zip(&in_order) {
            let slot = &mut free[extent.person as usize];
            by_person[*slot as usize] = index;
            *slot += 1;
        }
        Self { in_order, first, by_person }
    }

    pub(crate) fn of(&self, person: u32) -> impl Iterator<Item = Extent> {
        let person = person as usize;
        let range = self.first[person] as usize..self.first[person + 1] as usize;
        self.by_person[range].iter().map(|&index| self.in_order[index as usize])
    }

    /// The extents of the given persons in the order of the file.
    pub(crate) fn select(&self, persons: &[u32]) -> Vec<Extent> {
        // Above this share a walk over all extents is cheaper than sorting the chosen ones.
        if persons.len() >= self.first.len() / 16 {
            self.walk(persons)
        } else {
            self.gather(persons)
        }
    }

    fn walk(&self, persons: &[u32]) -> Vec<Extent> {
        let mut chosen = vec![false; self.first.len()];
        for &person in persons {
            chosen[person as usize] = true;
        }
        self.in_order.iter().filter(|extent| chosen[extent.person as usize]).copied().collect()
    }

    fn gather(&self, persons: &[u32]) -> Vec<Extent> {
        let mut extents: Vec<Extent> = persons.iter().flat_map(|&person| self.of(person)).collect();
        extents.sort_unstable_by_key(|extent| extent.start);
        extents
    }
}

/// A position or count in a file of less than 4 GiB, which [`crate::Extract::parse`] checks.
#[expect(clippy::cast_possible_truncation, reason = "files of 4 GiB and more are refused")]
pub(crate) fn narrow(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok());
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_person_are_one_extent() {
        let mut grouping = Grouping::default();
        for (person, start) in [(0, 0), (0, 10), (1, 20), (0, 30)] {
            grouping.place(person, start, start + 10);
        }
        let extents = grouping.finish(2);
        let of_first: Vec<_> = extents.of(0).map(|e| (e.start, e.end, e.records)).collect();
        assert_eq!(of_first, [(0, 20, 2), (30, 40, 1)]);
    }

    #[test]
    fn walking_and_gathering_choose_the_same() {
        let mut grouping = Grouping::default();
        for index in 0..200u32 {
            let start = index as usize * 10;
            grouping.place(index * 7 % 50, start, start + 10);
        }
        let extents = grouping.finish(50);
        for chosen in [vec![], vec![3], vec![49, 0, 7], (0..50).collect()] {
            let starts = |extents: Vec<Extent>| extents.iter().map(|e| e.start).collect::<Vec<_>>();
            assert_eq!(starts(extents.walk(&chosen)), starts(extents.gather(&chosen)));
        }
    }
}
