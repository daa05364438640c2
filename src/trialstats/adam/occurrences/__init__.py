"""Events: mapped, checked, and put together as an occurrence dataset."""
