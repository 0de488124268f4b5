//! Flags that every command takes, and the settings that they come to with environment and file.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::remote::only_folders;
use crate::config::{ConfigError, Layer, Settings};

/// Flags that every command takes
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// Folder of results [default: output]
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Settings file [default: paragraf.toml if there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of dictionaries laid over the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    pub dictionaries: Option<PathBuf>,
    /// Municipality id; auto reads it from the document
    #[arg(long, global = true, value_name = "NAME")]
    pub municipality: Option<String>,
    /// Documents worked on at a time [default: all cores]
    #[arg(long, global = true, value_name = "N")]
    pub jobs: Option<usize>,
    /// Say less (errors only)
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colours and progress bars
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Common {
    /// The flags as a layer of settings.
    pub fn layer(&self) -> Layer {
        Layer {
            out: self.out.clone(),
            dictionaries: self.dictionaries.clone(),
            municipality: self.municipality.clone(),
            jobs: self.jobs,
            ..Layer::default()
        }
    }

    /// Flags over environment over file over defaults, for a command that knows folders of this machine only.
    pub fn settings(&self, flags: Layer) -> anyhow::Result<Settings> {
        let settings = self.settings_anywhere(flags)?;
        only_folders(&[&settings.out])?;
        Ok(settings)
    }

    /// The same, with addresses in object storage as they were typed.
    pub fn settings_anywhere(&self, flags: Layer) -> Result<Settings, ConfigError> {
        let environment = Layer::from_environment(std::env::vars())?;
        let file = Layer::from_file(self.config.as_deref())?;
        let settings = flags.over(self.layer()).over(environment).over(file).settle();
        match &settings.dictionaries {
            Some(folder) if !folder.is_dir() => Err(ConfigError::Value {
                place: folder.display().to_string(),
                message: "ordboksmappen finns inte".to_owned(),
            }),
            _ => Ok(settings),
        }
    }
}
