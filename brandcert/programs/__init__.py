"""The programme, its batches, categories, required documents and rubrics."""
