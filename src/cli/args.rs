//! What may stand on the command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clientele_analytics::recommend::RankingMethod;
use clientele_analytics::segment::MapKind;
use clientele_core::domain::Day;
use clientele_generate::{CATEGORIES, Dialect, Locale};
use std::path::PathBuf;

/// Customer analytics and product recommendations from a shop's sales files.
#[derive(Debug, Parser)]
#[command(name = "clientele", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a generated shop as customers.csv, products.csv and transactions.csv.
    Generate(Generate),
    /// Analyse files (or, without files, the generated shop) and write the results.
    Run(Run),
    /// Measure time and peak memory of every stage on generated shops.
    Bench(Bench),
    /// Print all settings with their defaults, as TOML for --config.
    Config,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Generate {
    /// Number of customers.
    #[arg(long, default_value_t = 1000)]
    pub(crate) customers: u32,
    /// Number of products.
    #[arg(long, default_value_t = 500)]
    pub(crate) products: u32,
    /// Number of transactions (rows).
    #[arg(long, default_value_t = 9000)]
    pub(crate) transactions: u32,
    /// Seed: the same seed gives the same files.
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// First day on which anybody may buy, as 2024-01-01.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) first_day: Option<Day>,
    /// Last day on which anybody may buy, as 2025-12-31.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) last_day: Option<Day>,
    /// Weights of Electronics, Clothing, Books, Home and Sports, as 20,24,20,20,16.
    #[arg(long, value_name = "WEIGHTS", value_parser = parse_weights)]
    pub(crate) categories: Option<[u16; CATEGORIES.len()]>,
    /// Shares of frequent, seasonal and one-time buyers, as 0.2,0.3,0.5.
    #[arg(long, value_name = "SHARES", value_parser = parse_shares)]
    pub(crate) buyers: Option<[u16; 3]>,
    /// Whose names, cities and ages: mixed, en_US, en_GB, de_DE, fr_FR, es_ES or pt_BR.
    #[arg(long, default_value = "mixed", value_parser = parse_locale)]
    pub(crate) locale: Locale,
    /// Share of rows with a fault, 0 to 0.5; manifest.json then says what is wrong where.
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = parse_permille)]
    pub(crate) dirty: u16,
    /// How the files are written: plain, excel-utf8, excel-european, windows-1252 or ambiguous-dates.
    #[arg(long, default_value = "plain", value_parser = parse_dialect)]
    pub(crate) dialect: Dialect,
    /// Folder to write to; made when it is not there.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// Files as your shop exports them: .csv, .tsv, .txt, .gz, .zip, .xlsx, .xls, .ods, .parquet; customers and products beside the sales if you have them.
    /// Or one project file (.clientele), which brings its own settings.
    pub(crate) files: Vec<PathBuf>,
    /// Settings as TOML; options on the command line go before them.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Recipe of repairs and columns as the page saves it (JSON); it goes before the settings.
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    /// Folder to write to; made when it is not there.
    #[arg(long, default_value = "clientele-out")]
    pub(crate) out: PathBuf,
    /// Save files and settings as one project file, for the page or for later.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_project: Option<PathBuf>,
    /// Seed of every random draw.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Day from which recency is counted, as 2025-12-31; without it, the day after the last order.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(crate) analysis_date: Option<Day>,
    /// Segment map.
    #[arg(long, value_enum)]
    pub(crate) map: Option<Map>,
    /// Number of clusters; without it, the k with the highest silhouette.
    #[arg(long)]
    pub(crate) k: Option<u32>,
    /// Largest k tried.
    #[arg(long)]
    pub(crate) max_clusters: Option<u32>,
    /// Recommendations per customer.
    #[arg(long, value_name = "N")]
    pub(crate) recommend: Option<u32>,
    /// Recommendations below this confidence are left out, 0 to 1.
    #[arg(long)]
    pub(crate) min_confidence: Option<f64>,
    /// How offers are chosen: hybrid (the five strategies), popular, recent_popular, repurchase, item_knn or ease.
    #[arg(long, value_parser = parse_method)]
    pub(crate) method: Option<RankingMethod>,
    /// Learn weights and strategy settings from the shop's own past, and use them if they hold on the days held back.
    #[arg(long)]
    pub(crate) tune: bool,
    /// Never offer these products: a file with a product id a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) exclude: Option<PathBuf>,
    /// Offer only these products: a file with a product id a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) in_stock: Option<PathBuf>,
    /// Put these products first in every list: ids between commas.
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(crate) pin: Vec<String>,
    /// At most so many products of one category in a list; 0 for no limit.
    #[arg(long, value_name = "N")]
    pub(crate) per_category: Option<u32>,
    /// Variety against score, 0 to below 1.
    #[arg(long, value_name = "SHARE")]
    pub(crate) variety: Option<f64>,
    /// Offer nothing that the customer bought before.
    #[arg(long)]
    pub(crate) no_repurchase: bool,
    /// Where it is not certain what the columns mean, go on with the best proposal, and say so, instead of refusing.
    #[arg(long)]
    pub(crate) accept_guesses: bool,
    /// Refuse data with problems instead of setting rows aside.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print errors only.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Bench {
    /// Sizes, in customers; nine transactions each, 500 products.
    #[arg(long, value_delimiter = ',', default_values_t = [1000, 10_000, 100_000])]
    pub(crate) customers: Vec<u32>,
}

/// `--map`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Map {
    /// 25 cells of recency and value, 10 segments.
    Grid,
    /// 125 codes, 11 segments.
    Codes,
    /// Thirds, six groups.
    Six,
}

impl From<Map> for MapKind {
    fn from(map: Map) -> Self {
        match map {
            Map::Grid => MapKind::Grid,
            Map::Codes => MapKind::Codes,
            Map::Six => MapKind::Six,
        }
    }
}

fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse_iso(text).ok_or_else(|| "write the day as 2025-12-31".to_owned())
}

fn parse_method(text: &str) -> Result<RankingMethod, String> {
    let known = RankingMethod::ALL.into_iter().find(|method| method.name() == text);
    known.ok_or_else(|| format!("choose one of {}", RankingMethod::ALL.map(RankingMethod::name).join(", ")))
}

fn parse_locale(text: &str) -> Result<Locale, String> {
    Locale::from_code(text).ok_or_else(|| format!("choose one of {}", Locale::ALL.map(Locale::code).join(", ")))
}

fn parse_dialect(text: &str) -> Result<Dialect, String> {
    Dialect::from_code(text).ok_or_else(|| format!("choose one of {}", Dialect::ALL.map(Dialect::code).join(", ")))
}

/// A share of 0 to 1 in permille.
fn parse_permille(text: &str) -> Result<u16, String> {
    let permille = text.trim().parse::<f64>().map_or(f64::NAN, |share| share * 1_000.0);
    let rounded = permille.round();
    let fits = (0.0..=1_000.0).contains(&rounded) && (permille - rounded).abs() < 1e-6;
    fits.then_some(rounded as u16).ok_or_else(|| "write the share as a number of 0 to 1 with three decimals at most".to_owned())
}

fn parse_shares(text: &str) -> Result<[u16; 3], String> {
    let shares: Vec<u16> = text.split(',').map(parse_permille).collect::<Result<_, _>>()?;
    shares.try_into().map_err(|_| "write three shares, as 0.2,0.3,0.5".to_owned())
}

fn parse_weights(text: &str) -> Result<[u16; CATEGORIES.len()], String> {
    let weights: Option<Vec<u16>> = text.split(',').map(|weight| weight.trim().parse().ok()).collect();
    weights.and_then(|weights| weights.try_into().ok()).ok_or_else(|| "write five whole numbers, as 20,24,20,20,16".to_owned())
}
