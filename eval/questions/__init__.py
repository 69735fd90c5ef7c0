"""Questions over a store: which are asked, what the store holds, and how the answers are judged."""
