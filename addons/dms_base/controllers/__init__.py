from . import home, portal, team
