"""What the newest runs of many repositories say together: gathered from the history store, written in five formats."""
