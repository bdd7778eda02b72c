"""The frame that all pages share: the order of a page, its headline, badge, three numbers, and what is folded."""
