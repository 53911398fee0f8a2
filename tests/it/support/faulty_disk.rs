//! A disk that is full, or whose syncs fail, for as long as a test wants it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What is wrong with the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// ENOSPC from every write.
    Full,
    /// EIO from every sync.
    Unsynced,
}

impl Wrong {
    fn flag(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Unsynced => "unsynced",
        }
    }
}

/// The piece between a program and its disk, and the flags that it looks at.
pub struct FaultyDisk {
    folder: TempDir,
    below: PathBuf,
}

impl FaultyDisk {
    /// For files below `below`.
    pub fn new(below: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/faulty_disk.c");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(folder.path().join("faulty_disk.so"))
            .arg(source)
            .arg("-ldl")
            .status()
            .expect("cc can be run");
        assert!(compiled.success());
        open_to_others(folder.path());
        Self { folder, below: below.to_owned() }
    }

    /// The variables with which a program is started on this disk.
    pub fn variables(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("LD_PRELOAD", self.folder.path().join("faulty_disk.so")),
            ("FAULTS", self.folder.path().to_owned()),
            ("FAULTY", self.below.clone()),
        ]
    }

    pub fn goes(&self, wrong: Wrong) {
        fs::write(self.folder.path().join(wrong.flag()), "").expect("a flag");
    }

    pub fn is_well_again(&self) {
        for wrong in [Wrong::Full, Wrong::Unsynced] {
            let _ = fs::remove_file(self.folder.path().join(wrong.flag()));
        }
    }
}

/// A server that runs as another user must be able to read it.
pub fn open_to_others(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("opened");
}
