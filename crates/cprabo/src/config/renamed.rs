//! Settings that had another name before 0.1: they are still read, with a note that names the new one.

use toml::Table;

/// Section, old key and new key, each as written in the file. `None` renames the section itself.
const RENAMED: [(&str, Option<(&str, &str)>); 4] = [
    ("inbox", Some(("settle_seconds", "stable_seconds"))),
    ("inbox", Some(("settle_unended_seconds", "stable_unended_seconds"))),
    ("retention", Some(("in_days", "folder_days"))),
    ("watch", None),
];
/// The present name of the section `[watch]`.
const MONITORING: &str = "monitoring";

/// What to change in a configuration file, one sentence for each old name in it.
pub(super) fn renamed(config: &Table) -> Vec<String> {
    RENAMED
        .iter()
        .filter_map(|(section, key)| {
            let section_of = config.get(*section)?.as_table()?;
            match key {
                Some((old, new)) => section_of
                    .contains_key(*old)
                    .then(|| format!("{old} in [{section}] is called {new} now: rename it")),
                None => Some(format!("[{section}] is called [{MONITORING}] now: rename it")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    const LISTEN: &str = "[soap]\nlisten = '127.0.0.1:1'\n[sftp]\nlisten = '127.0.0.1:2'\n";
    const OLD: &str = "[inbox]\nsettle_seconds = 7\nsettle_unended_seconds = 8\n\
        [retention]\nin_days = 9\n[watch]\nlisten = '127.0.0.1:3'\n";
    const NEW: &str = "[inbox]\nstable_seconds = 7\nstable_unended_seconds = 8\n\
        [retention]\nfolder_days = 9\n[monitoring]\nlisten = '127.0.0.1:3'\n";

    #[test]
    fn config_with_old_names_is_read_as_one_with_the_new() {
        let read = |text| toml::from_str::<Config>(&format!("{LISTEN}{text}")).unwrap();
        assert_eq!(format!("{:?}", read(OLD)), format!("{:?}", read(NEW)));
    }

    #[test]
    fn renamed_lists_each_old_name_with_the_new() {
        let notes = renamed(&toml::from_str(OLD).unwrap());
        for new in ["stable_seconds", "stable_unended_seconds", "folder_days", "[monitoring]"] {
            assert!(notes.iter().any(|note| note.contains(new)), "{new}: {notes:?}");
        }
        assert_eq!((notes.len(), renamed(&toml::from_str(NEW).unwrap()).len()), (RENAMED.len(), 0));
    }

    #[test]
    fn config_with_a_setting_under_both_names_is_refused() {
        let both = format!("{LISTEN}[inbox]\nsettle_seconds = 7\nstable_seconds = 7\n");
        assert!(toml::from_str::<Config>(&both).unwrap_err().to_string().contains("duplicate"));
    }
}
