"""What a cell shows and what typing into it means: number formats, formulas, dates."""
