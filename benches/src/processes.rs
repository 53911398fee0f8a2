//! Processes: what they use of processor and memory, from /proc.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::machine::kib;

/// Linux counts processor time for programs in hundredths of a second, on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// A process, or a process with all its children.
#[derive(Clone, Copy, Debug)]
pub enum Group {
    One(u32),
    /// Children that have ended are counted as soon as their parent has noticed.
    Family(u32),
}

impl Group {
    /// Processor time used up to now, in user and kernel mode.
    pub fn processor_time(self) -> Duration {
        match self {
            Self::One(pid) => Stat::read(pid).map_or(Duration::ZERO, |stat| stat.own),
            Self::Family(parent) => family_time(parent),
        }
    }
}

/// A command for a child that ends with this process, even where that is killed.
pub fn child(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// This process.
pub fn own() -> Group {
    Group::One(std::process::id())
}

struct Stat {
    parent: u32,
    own: Duration,
    ended_children: Duration,
}

impl Stat {
    /// proc(5): the name may hold anything, so fields are counted behind its last parenthesis.
    fn read(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |index: usize| -> Option<u32> { fields.get(index)?.parse().ok() };
        Some(Self {
            parent: ticks(1)?,
            own: TICK * (ticks(11)? + ticks(12)?),
            ended_children: TICK * (ticks(13)? + ticks(14)?),
        })
    }
}

fn family_time(parent: u32) -> Duration {
    let mut sum = Duration::ZERO;
    if let Some(stat) = Stat::read(parent) {
        sum += stat.own + stat.ended_children;
    }
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(stat) = pid.and_then(Stat::read).filter(|stat| stat.parent == parent) {
            sum += stat.own;
        }
    }
    sum
}

/// Processor time of several groups by their names, for differences between two moments.
#[derive(Clone, Debug, Default)]
pub struct Watched(BTreeMap<&'static str, Vec<Group>>);

impl Watched {
    /// This program alone.
    pub fn load_only() -> Self {
        Self::default().and("load", own())
    }

    /// Several under one name are added up.
    pub fn and(mut self, name: &'static str, group: Group) -> Self {
        self.0.entry(name).or_default().push(group);
        self
    }

    /// What each has used up to now.
    pub fn times(&self) -> BTreeMap<&'static str, Duration> {
        let sum = |groups: &Vec<Group>| groups.iter().map(|group| group.processor_time()).sum();
        self.0.iter().map(|(name, groups)| (*name, sum(groups))).collect()
    }

    /// What each has used since then.
    pub fn used_since(
        &self,
        before: &BTreeMap<&'static str, Duration>,
    ) -> BTreeMap<&'static str, Duration> {
        let mut used = self.times();
        for (name, time) in &mut used {
            *time = time.saturating_sub(before.get(name).copied().unwrap_or_default());
        }
        used
    }
}

/// Resident memory of a process, in MiB.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Memory {
    pub now: f64,
    pub peak: f64,
}

impl Memory {
    pub fn of(pid: u32) -> Self {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let find = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            f64::from(u32::try_from(kib(line.unwrap_or_default())).unwrap_or(u32::MAX)) / 1024.0
        };
        Self { now: find("VmRSS:"), peak: find("VmHWM:") }
    }

    /// Lets the peak begin anew from what is resident now.
    pub fn reset_peak(pid: u32) -> std::io::Result<()> {
        fs::write(format!("/proc/{pid}/clear_refs"), "5")
    }
}
