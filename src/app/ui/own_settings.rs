//! Under which name settings of a set of data are kept in this browser. Pure; keeping them is the store's, and what they say is the
//! worker's.

use super::route::DataKey;

/// The name under which settings of these data are kept: other data have their own. `files` are the names and sizes of the user's.
pub fn storage_key(data: &DataKey, files: &[(String, u64)]) -> String {
    let what = match data {
        DataKey::Demo(size) => format!("demo.{}.{}.{}.{}", size.seed, size.customers, size.products, size.transactions),
        DataKey::Sample => "sample".to_owned(),
        DataKey::Files => {
            let names: Vec<String> = files.iter().map(|(name, bytes)| format!("{name}:{bytes}")).collect();
            format!("files.{}", names.join("|"))
        }
    };
    format!("clientele.analysis.{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_have_their_own_settings() {
        let one = storage_key(&DataKey::Files, &[("a.csv".into(), 5)]);
        assert_ne!(one, storage_key(&DataKey::Files, &[("a.csv".into(), 6)]));
        assert_ne!(storage_key(&DataKey::Sample, &[]), storage_key(&DataKey::Demo(Default::default()), &[]));
    }
}
