//! What a user can set about reading files, as plain data: the recipe, the mappings of columns, and the file that keeps them.

pub(crate) mod params;
pub(crate) mod recipe;
pub(crate) mod recipe_file;
