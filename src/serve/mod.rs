//! A small web view over what `index` and `report` wrote; it never runs the pipeline.
