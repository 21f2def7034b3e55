//! Marks of uncertainty: the single letter after a date or a name.

use std::sync::LazyLock;

use extract::{RecordType, layouts};

/// A field and its mark.
type Marked = (&'static str, &'static str);

/// The fields of a record type that have a mark, which is the next field and one letter long.
pub(super) fn of(kind: &str) -> &'static [Marked] {
    static MARKED: LazyLock<Vec<Vec<Marked>>> = LazyLock::new(|| {
        let mut all: Vec<Vec<Marked>> = (0..1000).map(|_| Vec::new()).collect();
        for layout in layouts() {
            let pairs = layout.fields().windows(2).filter_map(|pair| match pair {
                [field, mark] if mark.length() == 1 && mark.name().contains("MRK") => {
                    Some((field.name(), mark.name()))
                }
                _ => None,
            });
            all[usize::from(layout.kind().to_integer())] = pairs.collect();
        }
        all
    });
    let kind = RecordType::from_register(kind.as_bytes());
    let marked = kind.and_then(|kind| MARKED.get(usize::from(kind.to_integer())));
    marked.map_or(&[], Vec::as_slice)
}

/// How many values of a field in a thousand are uncertain. Values from before the register began mostly are, as are
/// disappearances; the others are guessed.
pub(super) fn share(field: &str, value: &str) -> u32 {
    match field {
        "MOR_DT"
        | "FAR_DT"
        | "START_DT-PERSON"
        | "HAENSTART-STATSBORGERSKAB"
        | "START_DT-FOLKEKIRKE"
            if value < "1968" =>
        {
            700
        }
        "FORSVINddTO" | "FORSVINDDTO" | "GENFINDDTO" => 300,
        "START_DT-UMYNDIG" => 200,
        "START_DT-SEPARATION" | "SLUT_DT-SEPARATION" | "START_DT-KOMMUNALE-FORHOLD" => 100,
        "SLUT_DT-PERSON" => 80,
        "HAENSLUT-STATSBORGERSKAB" => 40,
        "AEGTENVN" | "MORNVN" | "FARNVN" | "AEGTEFOED_DT" | "MOR_FOED_DT" | "FAR_FOED_DT" => 60,
        "FORNVN" | "MELNVN" | "EFTERNVN" => 8,
        "FOED_DT" => 3,
        _ => 12,
    }
}

#[cfg(test)]
mod tests {
    use extract::RecordLayout;

    use super::*;

    #[test]
    fn marks_stand_behind_what_they_mark() {
        assert_eq!(of("007"), [("FORSVINddTO", "FORSVINDDTO_UMRK")]);
        assert_eq!(of("001").len(), 4);
        assert_eq!(of("099"), [], "AFLEDTMRK says who somebody is");
        assert_eq!(of("xyz"), []);
        let all: usize = layouts().iter().map(|layout| of(&layout.kind().to_string()).len()).sum();
        let marks = layouts().iter().flat_map(RecordLayout::fields);
        let marks = marks.filter(|field| field.name().contains("MRK") && field.length() == 1);
        assert_eq!(all, marks.count());
    }
}
