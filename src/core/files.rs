//! Files that people take away: which there are, and what they are called.

use serde::{Deserialize, Serialize};

/// Files to download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ExportKind {
    /// segments.csv
    Segments,
    /// value.csv
    Value,
    /// clusters.json
    Clusters,
    /// rules.csv
    Rules,
    /// rules_of_two.csv
    TwoItemRules,
    /// recommendations.csv
    Recommendations,
    /// offers.csv: one row a customer, for mail tools
    Offers,
    /// evaluation.json
    Evaluation,
    /// impact.json
    Impact,
    /// tuning.json, once tuning was asked for
    Tuning,
    /// validation.json
    Validation,
    /// summary.json
    Summary,
    /// pipeline.log
    Log,
    /// The rows set aside, word for word, with their reasons
    SetAside,
}

impl ExportKind {
    /// All files.
    pub const ALL: [ExportKind; 14] = [
        ExportKind::Segments,
        ExportKind::Value,
        ExportKind::Clusters,
        ExportKind::Rules,
        ExportKind::TwoItemRules,
        ExportKind::Recommendations,
        ExportKind::Offers,
        ExportKind::Evaluation,
        ExportKind::Impact,
        ExportKind::Tuning,
        ExportKind::Validation,
        ExportKind::Summary,
        ExportKind::Log,
        ExportKind::SetAside,
    ];

    /// Name in test ids: `export-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            ExportKind::Segments => "segments",
            ExportKind::Value => "value",
            ExportKind::Clusters => "clusters",
            ExportKind::Rules => "rules",
            ExportKind::TwoItemRules => "rules-of-two",
            ExportKind::Recommendations => "recommendations",
            ExportKind::Offers => "offers",
            ExportKind::Evaluation => "evaluation",
            ExportKind::Impact => "impact",
            ExportKind::Tuning => "tuning",
            ExportKind::Validation => "validation",
            ExportKind::Summary => "summary",
            ExportKind::Log => "log",
            ExportKind::SetAside => "set-aside",
        }
    }

    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            ExportKind::Segments => "segments.csv",
            ExportKind::Value => "value.csv",
            ExportKind::Clusters => "clusters.json",
            ExportKind::Rules => "rules.csv",
            ExportKind::TwoItemRules => "rules_of_two.csv",
            ExportKind::Recommendations => "recommendations.csv",
            ExportKind::Offers => "offers.csv",
            ExportKind::Evaluation => "evaluation.json",
            ExportKind::Impact => "impact.json",
            ExportKind::Tuning => "tuning.json",
            ExportKind::Validation => "validation.json",
            ExportKind::Summary => "summary.json",
            ExportKind::Log => "pipeline.log",
            ExportKind::SetAside => "set-aside.csv",
        }
    }
}

/// Forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentKind {
    /// report.html
    Html,
    /// report.pdf
    Pdf,
    /// clientele.xlsx
    Workbook,
    /// clientele.zip: all of these, every CSV and JSON, every chart.
    Archive,
    /// key-figures.png: the key figures as one picture.
    KeyFigures,
}

impl DocumentKind {
    /// The forms.
    pub const ALL: [DocumentKind; 5] =
        [DocumentKind::Html, DocumentKind::Pdf, DocumentKind::Workbook, DocumentKind::Archive, DocumentKind::KeyFigures];

    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            DocumentKind::Html => "report.html",
            DocumentKind::Pdf => "report.pdf",
            DocumentKind::Workbook => "clientele.xlsx",
            DocumentKind::Archive => "clientele.zip",
            DocumentKind::KeyFigures => "key-figures.png",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            DocumentKind::Html => "text/html;charset=utf-8",
            DocumentKind::Pdf => "application/pdf",
            DocumentKind::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            DocumentKind::Archive => "application/zip",
            DocumentKind::KeyFigures => "image/png",
        }
    }
}

/// Paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PageSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl PageSize {
    /// Width and height in points.
    pub fn points(self) -> (f64, f64) {
        match self {
            PageSize::A4 => (595.28, 841.89),
            PageSize::Letter => (612.0, 792.0),
        }
    }
}

/// What tells files apart: a digest of their bytes, as text for names and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Digest(String);

impl Digest {
    /// One that was worked out.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
