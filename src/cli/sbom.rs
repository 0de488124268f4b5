//! `paragraf doctor --sbom`: what the program is made of, as `CycloneDX`, from the lock file it was built with.

use serde_json::{Value, json};

/// Versions and checksums of everything that is built in.
const LOCK: &str = include_str!("../../Cargo.lock");

#[derive(serde::Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(serde::Deserialize)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// The bill of materials: `CycloneDX` 1.5, in order of name. The lock file also names what only tests use,
/// and what is built in only with the feature `s3`.
pub fn sbom() -> anyhow::Result<Value> {
    let lock: Lock = toml::from_str(LOCK)?;
    let own = env!("CARGO_PKG_NAME");
    let components: Vec<Value> = lock.package.iter().filter(|package| package.name != own).map(component).collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": own, "version": env!("CARGO_PKG_VERSION") } },
        "components": components,
    }))
}

fn component(package: &Package) -> Value {
    let Package { name, version, checksum } = package;
    let hashes: Vec<Value> = checksum.iter().map(|checksum| json!({ "alg": "SHA-256", "content": checksum })).collect();
    let purl = format!("pkg:cargo/{name}@{version}");
    json!({ "type": "library", "name": name, "version": version, "purl": purl, "hashes": hashes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_is_named_with_its_checksum() {
        let sbom = sbom().expect("the lock file is one");
        let components = sbom["components"].as_array().expect("a list");
        assert!(components.iter().any(|one| one["name"] == "tantivy") && components.len() > 100);
        assert!(components.iter().all(|one| one["hashes"][0]["content"].as_str().is_some_and(|sum| sum.len() == 64)));
    }
}
