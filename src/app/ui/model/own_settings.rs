//! The names under which settings are kept in this browser, one for each set of data.

use super::route::DataKey;

/// How the names end.
const ENDING: &str = ".overlay";

/// The name under which settings of these data are kept: other data have their own. `files` are the names and sizes of the user's, `id`
/// stands for their bytes: `None` without one, as other files may have the same names and sizes.
pub fn storage_key(data: &DataKey, files: &[(String, u64)], id: &str) -> Option<String> {
    let what = match data {
        DataKey::Demo(size) => format!("demo.{}.{}.{}.{}", size.seed, size.customers, size.products, size.transactions),
        DataKey::Sample => "sample".to_owned(),
        DataKey::Files if id.is_empty() => return None,
        DataKey::Files => return Some(format!("{}{id}{ENDING}", beginning(files))),
    };
    Some(format!("clientele.analysis.{what}{ENDING}"))
}

/// What stands for the bytes in such a name, if it is one for files of these names and sizes.
pub fn files_id_in<'a>(name: &'a str, files: &[(String, u64)]) -> Option<&'a str> {
    let id = name.strip_prefix(&beginning(files))?.strip_suffix(ENDING)?;
    (!id.is_empty() && !id.contains('.')).then_some(id)
}

fn beginning(files: &[(String, u64)]) -> String {
    let names: Vec<String> = files.iter().map(|(name, bytes)| format!("{name}:{bytes}")).collect();
    format!("clientele.analysis.files.{}.", names.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_have_their_own_settings() {
        let files = |bytes| [("a.csv".to_owned(), bytes)];
        let of = |bytes, id| storage_key(&DataKey::Files, &files(bytes), id);
        assert_ne!(of(5, "x"), of(6, "x"));
        assert_ne!(of(5, "x"), of(5, "y"));
        assert_eq!(of(5, ""), None, "nothing is kept for files that nobody knows");
        assert_ne!(storage_key(&DataKey::Sample, &[], ""), storage_key(&DataKey::Demo(Default::default()), &[], ""));
    }

    #[test]
    fn the_bytes_are_read_back_from_names_for_such_files() {
        let files = [("a.csv".to_owned(), 5), ("b.v2.csv".to_owned(), 7)];
        let name = storage_key(&DataKey::Files, &files, "77ab").unwrap();
        assert_eq!(files_id_in(&name, &files), Some("77ab"));
        assert_eq!(files_id_in(&name, &files[..1]), None);
        assert_eq!(files_id_in("clientele.analysis.files.a.csv:5|b.v2.csv:7.overlay", &files), None);
        assert_eq!(files_id_in("clientele.analysis.sample.overlay", &files), None);
    }
}
