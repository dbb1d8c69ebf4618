"""Writing mail, without a screen: who gets it, what is quoted, what is checked before it leaves. Pure."""
