"""What staff do with lists: one act for many rows, copies that leave the house, filters that are kept."""
